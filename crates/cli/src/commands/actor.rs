//! `actor`: persons, organisations, states, groups; their roles and memberships.

use clap::Subcommand;
use onrecord_core::body::{Body, Kind};
use onrecord_core::intake::{Change, Options};
use onrecord_core::line::{ActorLine, Line, LineType, MemberLine, RoleLine, actor_line};
use onrecord_core::stated_on::StatedOn;
use onrecord_core::view::{Name, Record, View};
use onrecord_core::vocabulary::ActorKind;
use onrecord_core::words::SlotName;
use serde_json::{Value, json};

use crate::args::Global;
use crate::explain;
use crate::failure::{Answer, Failure};
use crate::known_at::KnownAt;
use crate::output::Output;
use crate::redacted;
use crate::session::Session;
use crate::table::{
    self,
    Width::{Cut, UpTo, Whole},
};

/// Look after actors: who can say something, or have something said for them
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Add an actor
    Add {
        /// Short name: lower-case letters, digits and hyphens
        slug: String,
        /// person, organisation, state, group, anonymous (never taken for the same one twice), unknown
        #[arg(long, value_name = "KIND")]
        kind: ActorKind,
        /// Display name
        #[arg(long, value_name = "TEXT")]
        name: String,
        /// Another name, which leads here too; several times for several
        #[arg(long, value_name = "NAME")]
        alias: Vec<String>,
        /// A remark
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
    /// Say for whom an actor speaks by office, and from when to when
    Role {
        /// Who holds the role
        slug: String,
        /// What it is called
        #[arg(long, value_name = "TEXT")]
        title: String,
        /// For whom the holder speaks
        #[arg(long, value_name = "SLUG")]
        of: String,
        /// First day; else as far back as one likes
        #[arg(long, value_name = "DATE")]
        from: Option<StatedOn>,
        /// Last day; else still held
        #[arg(long, value_name = "DATE")]
        to: Option<StatedOn>,
    },
    /// Say that an actor belongs to a group, and from when to when
    Member {
        /// The group
        group: String,
        /// The member
        actor: String,
        /// First day; else as far back as one likes
        #[arg(long, value_name = "DATE")]
        from: Option<StatedOn>,
        /// Last day; else still a member
        #[arg(long, value_name = "DATE")]
        to: Option<StatedOn>,
    },
    /// Change an actor's name, kind or aliases; older names go on leading here
    Amend {
        /// The actor
        slug: String,
        /// New display name
        #[arg(long, value_name = "TEXT")]
        name: Option<String>,
        /// New kind
        #[arg(long, value_name = "KIND")]
        kind: Option<ActorKind>,
        /// A further name; several times for several
        #[arg(long, value_name = "NAME")]
        alias: Vec<String>,
        /// New remark; an empty one takes it away
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
    /// List all actors
    List,
    /// Show an actor with its roles and memberships
    Show {
        /// The actor, by any of its names
        slug: String,
    },
}

pub(crate) fn run(command: Command, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let line = match command {
        Command::Add { slug, kind, name, alias, note } => {
            Line::Actor(ActorLine { line_type: LineType::Actor, slug: Some(slug), name, kind, aliases: alias, note })
        }
        Command::Role { slug, title, of, from, to } => {
            Line::Role(RoleLine { line_type: LineType::Role, actor: slug, title, of, from, to })
        }
        Command::Member { group, actor, from, to } => {
            Line::Member(MemberLine { line_type: LineType::Member, group, actor, from, to })
        }
        Command::Amend { slug, name, kind, alias, note, reason } => {
            let amendment = Amendment { name, kind, alias, note };
            return amend(&slug, &amendment, reason.as_deref(), global, output);
        }
        Command::List => return list(global, output),
        Command::Show { slug } => return show(&slug, global, output),
    };
    record_line(&line, global, output)
}

/// Records one line of the registry and tells where it stands.
pub(super) fn record_line(line: &Line, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let mut session = Session::writing(global, output)?;
    let options = Options { add_unknown: false, unverified: false };
    let plan = session.record(options, output, |intake| intake.line(line))?;
    let head = session.head()?;
    super::append::report(&plan, &session, head, output)?;
    Ok(Answer::Yes)
}

struct Amendment {
    name: Option<String>,
    kind: Option<ActorKind>,
    alias: Vec<String>,
    note: Option<String>,
}

fn amend(
    slug: &str,
    amendment: &Amendment,
    reason: Option<&str>,
    global: &Global,
    output: &mut Output,
) -> Result<Answer, Failure> {
    let mut session = Session::writing(global, output)?;
    let record = known(&session.view, Kind::ActorAdded, slug)?;
    let target = record.seq();
    let old = actor_line(&record).ok_or_else(|| Failure::new(format!("`{slug}` is no actor")))?;
    let mut aliases = old.aliases;
    aliases.extend(amendment.alias.iter().cloned());
    aliases.dedup();
    let line = ActorLine {
        name: amendment.name.clone().unwrap_or(old.name),
        kind: amendment.kind.unwrap_or(old.kind),
        aliases,
        note: amendment.note.clone().map_or(old.note, |note| (!note.is_empty()).then_some(note)),
        ..old
    };
    correct(&mut session, target, &Change::Actor(line), reason, output)
}

/// Records a correction of a registry record.
pub(super) fn correct(
    session: &mut Session,
    target: onrecord_core::seq::Seq,
    change: &Change,
    reason: Option<&str>,
    output: &mut Output,
) -> Result<Answer, Failure> {
    let options = Options { add_unknown: false, unverified: false };
    let plan = session.record(options, output, |intake| intake.correct(target, change, reason))?;
    let head = session.head()?;
    super::append::report(&plan, session, head, output)?;
    Ok(Answer::Yes)
}

/// A record that must be there, by any of its names.
pub(crate) fn known<'v>(view: &'v View, kind: Kind, name: &str) -> Result<Record<'v>, Failure> {
    view.find(Name { kind, text: name }).ok_or_else(|| explain::unknown(view, kind, name))
}

fn list(global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let session = Session::registry(global, output, KnownAt::All)?;
    let view = &session.view;
    let mut actors: Vec<Record<'_>> = view.records(Kind::ActorAdded).collect();
    actors.sort_by_key(|actor| actor.text(SlotName::Slug).to_owned());
    if output.is_json() {
        for actor in actors {
            output.object(&described(view, &actor))?;
        }
        return Ok(Answer::Yes);
    }
    let rows = actors.iter().map(|actor| {
        let merged = view.actor_now(actor.seq());
        let aliases: Vec<&str> = actor.words.texts(SlotName::Alias).map(|(_, alias)| alias).collect();
        let also =
            if merged == actor.seq() { aliases.join(", ") } else { format!("merged into {}", view.slug(merged)) };
        let kind = view.actor_kind(actor.seq()).map_or_else(String::new, |kind| kind.to_string());
        vec![actor.text(SlotName::Slug).to_owned(), kind, actor.text(SlotName::Name).to_owned(), also]
    });
    table::print(output, &[("actor", UpTo(28)), ("kind", Whole), ("name", Cut), ("also", Cut)], rows.collect())?;
    Ok(Answer::Yes)
}

fn show(slug: &str, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let session = Session::registry(global, output, KnownAt::All)?;
    let view = &session.view;
    let actor = known(view, Kind::ActorAdded, slug)?;
    let described = described(view, &actor);
    if output.is_json() {
        output.object(&described)?;
        return Ok(Answer::Yes);
    }
    super::show::fields(output, &described)?;
    Ok(Answer::Yes)
}

/// An actor with its roles and memberships, as JSON.
fn described(view: &View, actor: &Record<'_>) -> serde_json::Map<String, Value> {
    let mut fields = serde_json::Map::new();
    fields.insert("seq".to_owned(), json!(actor.seq()));
    if let Some(Value::Object(line)) = actor_line(actor).and_then(|line| serde_json::to_value(line).ok()) {
        fields.extend(line);
    }
    let now = view.actor_now(actor.seq());
    if now != actor.seq() {
        fields.insert("merged_into".to_owned(), json!(view.slug(now)));
    }
    let (mut roles, mut groups, mut members) = (Vec::new(), Vec::new(), Vec::new());
    for record in view.records(Kind::RoleHeld) {
        if let Body::RoleHeld(role) = record.body
            && view.actor_now(role.actor) == now
        {
            let (title, of) = (record.text(SlotName::Title), view.slug(role.of));
            roles.push(json!({ "title": title, "of": of, "from": role.from, "to": role.to, "seq": record.seq() }));
        }
    }
    for record in view.records(Kind::MembershipHeld) {
        let Body::MembershipHeld(member) = record.body else {
            continue;
        };
        let span =
            |other: &str, slug: &str| json!({ other: slug, "from": member.from, "to": member.to, "seq": record.seq() });
        if view.actor_now(member.actor) == now {
            groups.push(span("group", view.slug(member.group)));
        }
        if view.actor_now(member.group) == now {
            members.push(span("actor", view.slug(member.actor)));
        }
    }
    for (name, list) in [("roles", roles), ("member_of", groups), ("members", members)] {
        if !list.is_empty() {
            fields.insert(name.to_owned(), json!(list));
        }
    }
    redacted::tell(&mut fields, actor.words);
    fields
}
