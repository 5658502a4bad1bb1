//! `tour`: the main job in one command, on a real case, each step with the command that it stands for.
//!
//! Invariant: every step goes through the same door as a command line typed by hand.

mod damage;

use std::path::{Path, PathBuf};

use clap::Parser;

use crate::args::{Cli, Global};
use crate::failure::{Answer, Failure};
use crate::output::Output;

/// See the main job done on a real case
///
/// Builds a ledger from the accounts of one meeting: on 17 December 2025 Qatar's prime minister met the US Secretary of
/// State in Washington. Prints each command and what it answers: append, correct, replay on two clocks, what moved, what
/// split, what was left unsaid, audit.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Where to build the ledger; the folder must not exist yet, or be empty
    #[arg(default_value = "tour")]
    dir: PathBuf,
}

/// The case, as a file that `import` reads.
const EXAMPLE: &str = include_str!("../../../../docs/examples/washington.jsonl");
/// Where that file stands in the repository.
const EXAMPLE_PATH: &str = "docs/examples/washington.jsonl";

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    if std::fs::read_dir(&args.dir).is_ok_and(|mut items| items.next().is_some()) {
        return Err(Failure::new(format!("{} is not empty", args.dir.display()))
            .hint("name another folder: `onrecord tour DIR`"));
    }
    let mut tour = Tour { dir: &args.dir, global, output };
    tour.build()?;
    tour.record()?;
    tour.correct()?;
    tour.look_back()?;
    tour.follow()?;
    tour.audit()?;
    let dir = args.dir.display();
    tour.say(&format!(
        "That audit exits with 1, and says which event was touched. The ledger itself is in {dir}. Go on with \
         `onrecord -L {dir} report`, `onrecord -L {dir} matrix --out matrix.svg`, `onrecord -L {dir} log`, \
         `onrecord help`."
    ))?;
    Ok(Answer::Yes)
}

struct Tour<'a> {
    dir: &'a Path,
    global: &'a Global,
    output: &'a mut Output,
}

impl Tour<'_> {
    fn build(&mut self) -> Result<(), Failure> {
        self.say(
            "On 17 December 2025 Qatar's prime minister met the US Secretary of State in Washington. The US readout \
             praised the partnership and left Gaza out; on Al Jazeera the prime minister set a condition. First an \
             empty ledger, and what is known of the two sides before and after that day.",
        )?;
        self.step(&["init", "--name", "Qatar and the United States on Gaza, 2025-26"])?;
        self.shown(&["import", EXAMPLE_PATH])?;
        super::import::lines_of(EXAMPLE.as_bytes(), &self.here(), self.output)?;
        self.output.flush()
    }

    fn record(&mut self) -> Result<(), Failure> {
        self.say("Now the interview itself: one utterance that takes a position on two issues is two statements.")?;
        let interview: &[&str] = &["--speaker", "al-thani", "--on", "2025-12-17", "--form", "quote"];
        let channel: &[&str] = &["--genre", "interview", "--channel", "Al Jazeera interview"];
        let rest: &[&str] = &[
            "--occasion",
            "washington-2025-12-17",
            "--id",
            "al-jazeera-interview",
            "--issue",
            "isf-neutrality=100",
            "--issue",
            "isf-deployment=80",
            "--text",
            "We do not want a stabilization force in Gaza that serves to protect one party at the expense of another",
        ];
        let append = [&["append"], interview, channel, rest].concat();
        self.step(&append)?;
        self.say("The same again records nothing: a command or an import that was cut short can simply be repeated.")?;
        self.step(&append)
    }

    fn correct(&mut self) -> Result<(), Failure> {
        self.say(
            "On a second reading the interview accepts a force on a condition only. We coded it wrongly, they did not \
             move: that is a correction, and the first coding stays in the ledger.",
        )?;
        self.step(&[
            "correct",
            "al-jazeera-interview/isf-deployment",
            "--stance",
            "50",
            "--condition",
            "only a force that protects the agreement, not one side",
            "--reason",
            "second reading: support is conditional",
        ])
    }

    fn look_back(&mut self) -> Result<(), Failure> {
        let issues: &[&str] =
            &["--issue", "isf-deployment", "--issue", "isf-neutrality", "--issue", "ceasefire-violations"];
        let replay = |at: &'static str| {
            [&["replay", "--at", at, "--actor", "qatar", "--actor", "united-states"], issues].concat()
        };
        self.say("Who held what on the eve of the meeting, and who two days after it?")?;
        self.step(&replay("2025-12-16"))?;
        self.step(&replay("2025-12-19"))?;
        let before = super::stats::size(&self.here(), self.output)?.saturating_sub(2);
        self.say(&format!("The same day as it was known before the correction, up to and including event {before}:"))?;
        let known = format!("seq:{before}");
        let asked =
            ["replay", "--at", "2025-12-19", "--known-at", &known, "--actor", "qatar", "--issue", "isf-deployment"];
        self.step(&asked)
    }

    /// How positions evolve: a shift, a split, an omission.
    fn follow(&mut self) -> Result<(), Failure> {
        self.say(
            "How did positions get where they are? One position in full: two days before the US turned round on the \
             force's impartiality, its readout was silent on it.",
        )?;
        self.step(&["timeline", "united-states", "isf-neutrality"])?;
        self.say("And every position that moved by 20 points or more; the correction above is not among them:")?;
        self.step(&["shifts", "--since", "2025-12-01"])?;
        self.say("Who spoke with two voices within three days?")?;
        self.step(&["splits"])?;
        self.say("What did the US account of the meeting leave out that had been on the table?")?;
        self.step(&["omissions", "--occasion", "washington-2025-12-17"])
    }

    fn audit(&mut self) -> Result<(), Failure> {
        self.say("Is the record intact? Both homes of every event are read and checked against each other.")?;
        self.step(&["audit"])?;
        let copy = damage::copy_with_one_byte_changed(self.dir)?;
        self.say(&format!("And in a copy of the ledger in which somebody changed one byte ({}):", copy.what))?;
        let elsewhere = Global { ledger: Some(copy.ledger.clone()), ..self.global.clone() };
        self.prompt(&["-L", "COPY", "audit"])?;
        let answer = super::run(parse(&["audit"])?.command, &elsewhere, self.output)?;
        self.output.flush()?;
        match answer {
            Answer::No => Ok(()),
            Answer::Yes => Err(Failure::new("the audit did not find the byte that was changed in the copy")),
        }
    }

    /// Runs a command on the tour's ledger and prints it with its answer.
    fn step(&mut self, args: &[&str]) -> Result<(), Failure> {
        self.shown(args)?;
        super::run(parse(args)?.command, &self.here(), self.output)?;
        self.output.flush()
    }

    /// Prints a command on the tour's ledger.
    fn shown(&mut self, args: &[&str]) -> Result<(), Failure> {
        let dir = self.dir.display().to_string();
        let all = [&["-L", dir.as_str()], args].concat();
        self.prompt(&all)
    }

    fn prompt(&mut self, args: &[&str]) -> Result<(), Failure> {
        // An option and its value stay on one line.
        let mut words = vec!["onrecord".to_owned()];
        let mut is_option = false;
        for arg in args {
            match words.last_mut() {
                Some(option) if is_option && !arg.starts_with('-') => *option = format!("{option} {}", quoted(arg)),
                Some(_) | None => words.push(quoted(arg)),
            }
            is_option = arg.starts_with('-');
        }
        self.output.command(words.iter().map(String::as_str))
    }

    fn say(&mut self, text: &str) -> Result<(), Failure> {
        self.output.prose(text)
    }

    /// The options of every command, for the tour's ledger.
    fn here(&self) -> Global {
        Global { ledger: Some(self.dir.to_owned()), ..self.global.clone() }
    }
}

fn parse(args: &[&str]) -> Result<Cli, Failure> {
    Cli::try_parse_from([&["onrecord"], args].concat()).map_err(|error| Failure::new(error.to_string()))
}

/// An argument as a shell takes it.
fn quoted(arg: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=+".contains(c);
    if !arg.is_empty() && arg.chars().all(plain) { arg.to_owned() } else { format!("'{}'", arg.replace('\'', "'\\''")) }
}
