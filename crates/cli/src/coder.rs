//! Who records: the name given, else the system user's.

use std::os::unix::fs::MetadataExt;

/// The coder's name.
pub(crate) fn name(given: Option<&str>) -> String {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    let given = given.filter(|given| !given.trim().is_empty()).map(str::to_owned);
    given.or_else(|| variable("USER")).or_else(|| variable("LOGNAME")).unwrap_or_else(user_of_process)
}

/// The name that the system's list of users has for this process' user, else its number.
fn user_of_process() -> String {
    let Ok(user) = fs_err::metadata("/proc/self").map(|process| process.uid().to_string()) else {
        return "unknown user".to_owned();
    };
    let users = fs_err::read_to_string("/etc/passwd").unwrap_or_default();
    let named = users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == user).then(|| name.to_owned())
    });
    named.unwrap_or_else(|| format!("user {user}"))
}
