//! `docs/cli.md` is what the binary's own help says, command by command. `ONRECORD_BLESS=1` writes it anew.

use crate::harness::{Sandbox, repository};

const HEAD: &str = "# The command line\n\nGenerated from `onrecord help`; `ONRECORD_BLESS=1 cargo test -p onrecord --test \
                    it cli_reference` writes it anew.\nExit status: 0 done or yes, 1 no (findings, a conflict, rejected \
                    lines, no such position), 2 no answer\n(usage, bad input, an unknown name, no ledger, input or \
                    output).\n";

/// A command, by its words, and its help.
struct Page {
    words: Vec<String>,
    help: String,
}

#[test]
fn the_reference_is_the_help() {
    let file = repository("docs/cli.md");
    let rendered = render(&pages());
    if std::env::var_os("ONRECORD_BLESS").is_some() {
        std::fs::write(&file, &rendered).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(committed == rendered, "docs/cli.md is not what the help says: run with ONRECORD_BLESS=1");
}

#[test]
fn every_command_and_option_has_help() {
    let pages = pages();
    assert!(pages.len() > 35, "{} commands", pages.len());
    for page in &pages {
        let name = page.words.join(" ");
        let first = page.help.lines().next().unwrap_or_default();
        assert!(first.chars().count() > 9 && !first.starts_with("Usage") && !first.ends_with('.'), "{name}: {first}");
        // An entry without help has nothing behind its name, on its line or the next.
        let lines: Vec<&str> = page.help.lines().take_while(|line| *line != "Examples:").collect();
        for pair in lines.windows(2) {
            let entry = pair[0].trim_start();
            let is_remark = ["[env", "[default", "[possible", "- "].iter().any(|remark| entry.starts_with(remark));
            let is_entry = pair[0].starts_with("  ") && entry.starts_with(['-', '<', '[']) && !is_remark;
            let is_alone = !entry.contains("  ");
            assert!(!is_entry || !is_alone || pair[1].starts_with("          "), "{name}: {entry} has no help");
        }
    }
}

#[test]
fn examples_are_command_lines_that_can_be_read() {
    let sandbox = Sandbox::with_ledger();
    let mut count = 0;
    for page in pages() {
        let examples = page.help.split_once("Examples:\n").map_or("", |(_, examples)| examples).replace("\\\n", "");
        for example in examples.lines().flat_map(|line| line.split(" | ")) {
            let ran = sandbox.sh(example);
            // What an example names is not in this ledger, and that is all there is to say.
            let is_read = ["unknown ", "nothing in the ledger ", "there is no ", "failed to open file "];
            let error = ran.stderr.strip_prefix("error: ").unwrap_or_default();
            assert!(
                ran.status == 0 || is_read.iter().any(|start| error.starts_with(start)),
                "{example}\n{}",
                ran.stderr
            );
            count += 1;
        }
    }
    assert!(count >= 13, "only {count} examples");
}

#[test]
fn short_and_long_help_name_the_same_options() {
    let sandbox = Sandbox::empty();
    for page in pages() {
        let short = help(&sandbox, &page.words, "-h");
        let options = |help: &str| -> Vec<String> {
            let words = help.split_whitespace().filter(|word| word.starts_with("--") && word.len() > 2);
            let mut names: Vec<String> =
                words.map(|word| word.trim_matches([',', '.', ';', ':', ')', '`']).to_owned()).collect();
            names.sort();
            names.dedup();
            names
        };
        assert!(options(&short).iter().all(|option| options(&page.help).contains(option)), "{:?}", page.words);
    }
}

/// Every command, each before its own commands.
fn pages() -> Vec<Page> {
    let sandbox = Sandbox::empty();
    let mut pages = Vec::new();
    add(&sandbox, Vec::new(), &mut pages);
    pages
}

fn add(sandbox: &Sandbox, words: Vec<String>, pages: &mut Vec<Page>) {
    let help = help(sandbox, &words, "--help");
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    // A name is indented by two; its help goes on further to the right.
    let names = listed.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names: Vec<String> = names.filter_map(|line| line.split_whitespace().next().map(str::to_owned)).collect();
    pages.push(Page { words: words.clone(), help });
    for name in names.into_iter().filter(|name| name != "help") {
        add(sandbox, words.iter().cloned().chain([name]).collect(), pages);
    }
}

fn help(sandbox: &Sandbox, words: &[String], option: &str) -> String {
    let args = words.iter().map(String::as_str).chain([option]);
    let output = sandbox.command(args).env("COLUMNS", "100").output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{words:?}");
    let help = String::from_utf8(output.stdout).unwrap();
    help.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// The command by its words, the program's name first.
fn title(page: &Page) -> Vec<&str> {
    ["onrecord"].into_iter().chain(page.words.iter().map(String::as_str)).collect()
}

fn render(pages: &[Page]) -> String {
    let mut text = HEAD.to_owned();
    text += "\n## Contents\n\n";
    for page in pages {
        let title = title(page);
        let about = page.help.lines().next().unwrap_or_default();
        let indent = "  ".repeat(title.len() - 1);
        text += &format!("{indent}- [`{}`](#{}): {about}\n", title.join(" "), title.join("-"));
    }
    for page in pages {
        // The options of every command stand with the first, which is the program itself.
        let (help, examples) = page.help.split_once("\n\nExamples:\n").unwrap_or((&page.help, ""));
        let own = if page.words.is_empty() { None } else { help.split_once("\n\nOptions of every command:") };
        let mut help = own.map_or(help, |(own, _)| own).to_owned();
        if !examples.is_empty() {
            help += &format!("\n\nExamples:\n{examples}");
        }
        text += &format!("\n## {}\n\n```text\n{help}\n```\n", title(page).join(" "));
    }
    text
}
