"""Verifies the journal of a ledger: an independent reader, written from docs/format.md alone.

    python tests/verify_ledger.py [--bodies] LEDGER

It shares no code with the program, needs the packages `blake3` and, where events are signed, `cryptography`, and looks at
LEDGER/journal/*.seg only. Exit 0: `ok: EVENTS
events, head HEXHASH, root BASE64`, before it perhaps `torn: N bytes after the last frame`. Exit 1: `SEGMENT at OFFSET: what
is wrong (event N)`. Exit 2: called wrongly, or no ledger. With --bodies it also decodes the bodies, checks them and the
slots against the tables, and prints a line of JSON per event: seq, kind, fields, words (null: erased). What events of kind
19 name must be erased, and nothing else. Not checked: grammar and order of dates, rules for slugs and conditions, other
folders.
"""
import json
import sys
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

from blake3 import blake3

SLOTS = {number * 256 + index: f"{name}.{index}" if name in ("alias", "locator") else name for number, name in enumerate((
    "slug name alias title wording text original condition note id locator role publisher url language via bytes reason "
    "utterance secret").split(), 1) for index in range(256 if name in ("alias", "locator") else 1)}
# In the fields of bodies, where the page says seq, the type is the record it names: one of these kinds, or any (event).
RECORDS = {"actor": {3}, "issue": {6}, "wording": {6, 7}, "channel": {8}, "source": {9}, "occasion": {12}, "statement": {14},
           "correctable": {3, 4, 5, 6, 7, 9, 11, 12, 13, 14}, "event": {*range(1, 20), 23, 24}}
INTEGERS = {"bool": (1, range(2)), "score": (1, range(-100, 101)), "u16": (2, range(1 << 16)), "slot": (2, SLOTS)}
STRUCTS = {"evidence": "source: source, quote: quote", "span": "slot: slot, start: u64, end: u64",
           "erasure": "event: event, slot: slot"}
ENUMS = {  # the variants, numbered from 1
    "said for": "by role, own name, given: [actor]", "condition": "not stated, stated, waived",
    "stance": "score: score, support, lean-support, neutral, lean-oppose, oppose, yes, no, abstain, noncommittal, declined, "
              "silent, absent, unclear, withdrawn",
    "actor kind": "person, organisation, state, group, anonymous, unknown", "form": "quote, paraphrase, vote, omission",
    "genre": "interview, speech, press-conference, briefing, readout, joint-statement, vote, post, document, leak, other",
    "certainty": "doubtful, probable, certain", "seen": "full, excerpt, reported", "change": "editorial, reversed",
    "outcome": "same, changed, gone", "quote": "not checked, found: span, not found",
}
KINDS = {  # name, body, words
    1: ("ledger opened", "", "secret [name]"), 2: ("coder added", "", "name"),
    3: ("actor added", "kind: actor kind", "slug name [alias note]"),
    4: ("role held", "actor: actor, of: actor, from: date?, to: date?", "title"),
    5: ("membership held", "group: actor, actor: actor, from: date?, to: date?", ""),
    6: ("issue added", "", "slug wording [note]"),
    7: ("issue reworded", "issue: issue, change: change", "wording"), 8: ("channel added", "", "name"),
    9: ("source added", "published: date?, retrieved: date?", "slug [title publisher url language via bytes]"),
    10: ("source checked", "source: source, outcome: outcome", "[bytes note]"),
    11: ("evidence attached", "statement: statement, evidence: evidence", "[text locator.0]"),
    12: ("occasion added", "on: date, participants: [actor], agenda: [issue]", "slug name"),
    13: ("account given", "occasion: occasion, by: actor, source: source, seen: seen", "[note]"),
    14: ("statement made", "speaker: actor, said for: said for, about: event?, reported by: actor?, issue: issue, "
         "wording: wording, stance: stance, condition: condition, stated on: date, form: form, genre: genre?, "
         "channel: channel?, certainty: certainty, occasion: occasion?, in account: bool, utterance: statement?, "
         "noted on: date?, evidence: [evidence]", "id [text original condition note role utterance locator]"),
    15: ("record corrected", "target: correctable, kind: u16, schema: u16, body: body", ""),
    16: ("record retracted", "target: event", "reason"), 17: ("actors merged", "from: actor, into: actor", "reason"),
    18: ("issues merged", "from: issue, into: issue", "reason"),
    19: ("words redacted", "slots: [erasure], sources: [source]", "reason"),
    23: ("coder keyed", "key: key?", ""), 24: ("signatures required", "", ""),
}

class Damage(Exception):
    """Where in the segment, and what is wrong."""

def need(true: bool, at: int, what: str) -> None:
    if not true:
        raise Damage(at, what)

def b3(use: str, *parts: bytes) -> bytes:
    return blake3(b"".join(parts), derive_key_context=f"onrecord 2026-11-24 {use} v1").digest()

def root(leaves: list[bytes]) -> bytes:
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256().digest()
    left = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1" + root(leaves[:left]) + root(leaves[left:])).digest()

def is_signed(key: str, signed: bytes, signature: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, signed)
    except InvalidSignature:
        return False
    return True

class Cursor:
    """Reads forward in a stretch of a segment; `at` counts from the start of the segment."""
    def __init__(self, data: bytes, at: int, end: int) -> None:
        self.data, self.at, self.end = data, at, end

    def rest(self) -> bytes:
        return self.data[self.at:self.end]

    def take(self, length: int, what: str) -> bytes:
        need(length <= self.end - self.at, self.at, f"{what} runs past the end of what holds it")
        self.at += length
        return self.data[self.at - length:self.at]

    def number(self, width: int, what: str, signed: bool = False) -> int:
        return int.from_bytes(self.take(width, what), "big", signed=signed)

    def expect(self, value: bytes | int, what: str) -> None:
        value = value.to_bytes(8, "big") if isinstance(value, int) else value
        need(self.take(len(value), what) == value, self.at - len(value), f"{what} is wrong")

    def inner(self, width: int, what: str) -> "Cursor":  # what stands after its own length
        length = len(self.take(self.number(width, f"the length of {what}"), what))
        return Cursor(self.data, self.at - length, self.at)

class Journal:
    """What is known after the events read so far."""
    def __init__(self, bodies: bool) -> None:
        self.bodies, self.ledger, self.chain, self.clock = bodies, b"", bytes(32), -(1 << 63)
        self.kinds: dict[int, int] = {}  # of each event
        self.leaves: list[bytes] = []  # of the Merkle tree
        self.erased: set[tuple[int, str]] = set()  # the slots that are erased, by event
        self.redacted: set[tuple[int, str]] = set()  # those that an event of kind 19 names
        self.keys: dict[int, str] = {}  # of each coder who signs, in hex; empty where the name was closed
        self.required = False  # whether every event is signed

    def segment(self, data: bytes, last: bool) -> int:
        """Checks a segment and says how many bytes of a torn frame are at its end."""
        c = Cursor(data, 0, len(data))
        c.expect(b"ONRS\0\1\0\x60", "the start of the segment header (magic, version, length)")
        self.ledger = self.ledger or data[8:24]
        c.expect(self.ledger, "the ledger id")
        c.expect(len(self.kinds), "the seq of the first event in the segment")
        c.expect(self.chain, "the chain hash of the event before the segment")
        c.expect(b3("journal", data[:64]), "the checksum of the segment header")
        while c.at < c.end:
            at, left = c.at, c.end - c.at
            if left < 28:  # not even the header of a frame: only how it starts can be checked
                need(last and b"ONRF".startswith(data[at:at + 4]), at, "neither a frame nor the start of a torn one")
                return left
            c.expect(b"ONRF", "the magic of the frame")
            length, count = c.number(4, "the frame"), c.number(4, "the frame")
            c.expect(len(self.kinds), "the seq of the first event in the frame")
            c.expect(b3("journal", self.ledger, data[at:at + 20])[:8], "the check of the frame header")
            need(64 < length <= 32 << 20 and count > 0, at + 4, "the length or the count of the frame is out of bounds")
            if length > left:
                need(last, at, "the frame runs past the end of a segment that is not the last")
                return left
            entries, c.at = Cursor(data, c.at, at + length - 36), at + length - 36
            c.expect(b3("journal", self.ledger, data[at:c.at]), "the checksum of the frame")
            c.expect(length.to_bytes(4, "big"), "the length at the end of the frame")
            for _ in range(count):
                self.entry(entries.inner(4, "the event"), entries.inner(4, "the words"))
            need(entries.at == entries.end, entries.at, "bytes are left over in the frame")
        return 0

    def entry(self, e: Cursor, w: Cursor) -> None:
        """Checks an event against all before it, and its words against its commitment."""
        start, seq, event, words_at = e.at, len(self.kinds), e.rest(), w.at
        need(len(event) <= 65_535, start, "the event is too long")
        e.expect(b"ONR\1\0\x78", "the start of the event header (magic, version, length)")
        flags = e.number(2, "the flags")
        need(flags < 8, start + 6, "an unknown flag is set")
        e.expect(self.ledger, "the ledger id")
        e.expect(seq, "the seq")
        e.expect(self.chain, "the chain hash of the event before")
        clock, coder, kind = e.number(8, "the clock", True), e.number(8, "the coder"), e.number(2, "the kind")
        need(clock >= self.clock, start + 64, "recorded before the event before it")
        need(not flags & 2 or seq > 0 and clock == self.clock, start + 64, "not the instant at which the clock was held")
        need(kind in KINDS, start + 80, f"kind {kind} is not known")
        need(coder == seq if kind in (1, 2) else self.kinds.get(coder) == 2, start + 72, f"event {coder} added no coder")
        e.expect(b"\0\1", "the schema version")
        commitment, body = e.take(32, "the words commitment"), e.inner(4, "the body")
        signature = e.take(64, "the signature") if flags & 4 else b""
        need(e.at == e.end, e.at, "bytes are left over in the event")
        computed, words = self.words(w, seq) if w.at < w.end else (bytes(32), {})
        need(commitment == computed, words_at, "the words are not those the event commits to")
        self.erased |= {(seq, slot) for slot, word in words.items() if word is None}
        if kind == 19:
            slots = self.value(Cursor(body.data, body.at, body.end), KINDS[19][1])["slots"]
            named = [(slot["event"], slot["slot"]) for slot in slots]
            need(not self.redacted & {*named} and len(named) == len({*named}), body.at, "a slot is redacted twice")
            self.redacted |= {*named}
        fields = self.body(body, kind, words) if self.bodies or kind == 23 else {}
        self.signature(start, kind, coder, fields.get("key"), event, signature)
        if self.bodies:
            print(json.dumps({"seq": seq, "kind": KINDS[kind][0], "fields": fields, "words": words}))
        self.kinds[seq], self.chain, self.clock = kind, b3("event chain", event), clock
        self.leaves.append(sha256(b"\0" + event).digest())

    def signature(self, at: int, kind: int, coder: int, key: str | None, event: bytes, signature: bytes) -> None:
        """Checks that an event is signed, or not, as those before it say; `key` is the one that it brings itself."""
        held = self.keys.get(coder)
        need(held != "", at + 72, f"the name of coder {coder} was closed")
        due = held or key
        need(due or kind not in (23, 24) and not (self.required and kind > 2), at + 72, f"coder {coder} has no key")
        need(bool(due) == bool(signature), at + 6, "signed though no signature is due, or the other way round")
        need(not due or is_signed(due, event[:-64], signature), at, "the signature is not by the key of the coder")
        if kind == 23:
            self.keys[coder] = key or ""
        self.required = self.required or kind == 24

    def words(self, w: Cursor, seq: int) -> tuple[bytes, dict[str, Any]]:  # the commitment, and what the slots hold
        form, words, before = w.number(1, "the form"), dict[str, Any](), b""
        need(form in (1, 2), w.at - 1, f"words of form {form} are not known")
        secret, parts = w.take(32, "the secret") if form == 1 else b"", [w.take(2, "the number of slots")]
        need(parts[0] != b"\0\0", w.at - 2, "words without a slot")
        for _ in range(int.from_bytes(parts[0], "big")):
            name, raw = self.value(w, "slot"), w.data[w.at - 2:w.at]
            need(raw > before, w.at - 2, "the slots are not in ascending order")
            before, words[name], state = raw, None, w.number(1, "the state of the slot") if form == 2 else 1
            need(state in (1, 2), w.at - 1, "the slot is neither kept nor erased")
            key = w.take(32, "the salt or commitment") if form == 2 else b3("slot salt", secret, raw)
            if state == 1:
                held = (s := w.inner(4, "the slot")).rest()
                need(len(held) <= 1 << 20, s.at, "the slot is too long")
                key = b3("slot", key, self.ledger, seq.to_bytes(8, "big"), raw, len(held).to_bytes(4, "big"), held)
                origin, of = s.number(1, "the origin"), s.number(2, "the translated slot")
                need(origin < 2 and of == 0 or origin == 2 and of in SLOTS, s.at - 3, "the origin of the words is not known")
                tag, text = s.inner(1, "the language tag").rest(), s.rest()
                valid = tag.isascii() and text.decode(errors="ignore").encode() == text
                need(valid, s.at, "the text is not UTF-8 or its tag not ASCII")
                words[name] = {"text": text.decode(), "language": tag.decode(), "origin": origin, "of": SLOTS.get(of)}
            parts += [raw, key]
        need(w.at == w.end, w.at, "bytes are left over in the words")
        return b3("words", *parts), words

    def body(self, c: Cursor, kind: int, words: dict[str, Any], more: tuple[str, ...] = ()) -> dict[str, Any]:
        """Decodes a whole body and checks it and the names of the slots."""
        at, (name, spec, slots) = c.at, KINDS[kind]
        fields: dict[str, Any] = self.value(c, spec) if spec else {}
        need(c.at == c.end, c.at, "bytes are left over in the body")
        if kind == 15:
            need(fields["kind"] == self.kinds[fields["target"]] and fields["schema"] == 1, at + 8, "not the target's kind")
            return fields | {"body": self.body(fields["body"], fields["kind"], words, ("reason",))}
        must, may = (part.split() for part in slots.rstrip("]").partition("[")[::2])
        names = {slot if slot in may else slot.split(".")[0] for slot in words}
        need({*must} <= names <= {*must, *may, *more}, at, f"the slots are not those of {name}")
        need((fields.get("stance") == "silent") == (fields.get("form") == "omission"), at, "omission goes with silent")
        need(not fields.get("in account") or fields["occasion"] is not None, at, "in account without an occasion")
        need("into" not in fields or fields["from"] != fields["into"], at, "merged into itself")
        return fields

    def value(self, c: Cursor, of: str) -> Any:  # of a type that is written as in the tables above
        at, of = c.at, STRUCTS.get(of, of)
        if ": " in of:
            return {name: self.value(c, its) for name, its in (field.split(": ") for field in of.split(", "))}
        if of.endswith("?"):
            return self.value(c, of[:-1]) if self.value(c, "bool") else None
        if of.startswith("["):
            items = [self.value(c, of[1:-1]) for _ in range(c.number(8, of))]
            need(of[1:-1] not in RECORDS or items == sorted(set(items)), at, f"{of} is not in ascending order")
            return items
        if of in ENUMS:
            number, variants = c.number(4, of), ENUMS[of].split(", ")
            need(1 <= number <= len(variants), at, f"there is no {of} {number}")
            name, _, payload = variants[number - 1].partition(": ")
            return {name: self.value(c, payload)} if payload else name
        if of in ("date", "body"):
            inner = c.inner(8, of)
            need(of == "body" or inner.rest().isascii(), at, "the date is not ASCII")
            return inner if of == "body" else inner.rest().decode()
        if of == "key":
            return c.take(32, "the key").hex()
        width, bounds = INTEGERS.get(of, (8, range(1 << 64)))
        number = c.number(width, of, of == "score")
        need(number in bounds, at, f"there is no {of} {number}")
        need(of not in RECORDS or self.kinds.get(number) in RECORDS[of], at, f"event {number} is no earlier {of}")
        return SLOTS[number] if of == "slot" else bool(number) if of == "bool" else number

def main(arguments: list[str]) -> int:
    folders = [argument for argument in arguments if argument != "--bodies"]
    segments = sorted(Path(folders[0], "journal").glob("*.seg")) if len(folders) == 1 else []
    if not segments:
        print("usage: verify_ledger.py [--bodies] LEDGER (a folder with journal/00000000.seg)", file=sys.stderr)
        return 2
    journal, torn = Journal("--bodies" in arguments), 0
    for number, path in enumerate(segments):
        try:
            need(path.name == f"{number:08}.seg", 0, f"{number:08}.seg should come here")
            torn = journal.segment(path.read_bytes(), path is segments[-1])
        except Damage as damage:
            print(f"{path.name} at {damage.args[0]}: {damage.args[1]} (event {len(journal.kinds)})")
            return 1
    for event, slot in sorted(journal.erased ^ journal.redacted):
        state = "erased, but nothing redacts it" if (event, slot) in journal.erased else "redacted, but not erased"
        print(f"journal: slot {slot} is {state} (event {event})")
    if journal.erased != journal.redacted:
        return 1
    if torn:
        print(f"torn: {torn} bytes after the last frame")
    print(f"ok: {len(journal.kinds)} events, head {journal.chain.hex()}, root {b64encode(root(journal.leaves)).decode()}")
    return 0

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
