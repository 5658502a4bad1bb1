//! The header has the bytes that the format page draws, and refuses all others.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use super::*;

fn header() -> Header {
    Header {
        flags: Flags::default(),
        ledger: LedgerId::new(*b"0123456789abcdef"),
        seq: Seq::new(0x0102_0304_0506_0708),
        previous: ChainHash::new([0x11; 32]),
        recorded_at: RecordedAt::from_micros(-2),
        coder: Seq::new(0x1112_1314_1516_1718),
        kind: 0x2122,
        schema: 0x3132,
        words: [0x44; 32],
        body_len: 3,
    }
}

/// A whole event with this header.
fn event(header: &Header) -> Vec<u8> {
    let mut event = header.to_bytes().to_vec();
    event.extend(vec![9; header.body_len as usize + if header.flags.signed { SIGNATURE_LEN } else { 0 }]);
    event
}

#[test]
fn every_field_stands_where_the_format_says() {
    let bytes = Header { flags: Flags { clock_supplied: true, clock_held: true, signed: true }, ..header() }.to_bytes();
    let table: &[(usize, &[u8])] = &[
        (0, b"ONR"),
        (3, &[1]),
        (4, &[0, 120]),
        (6, &[0, 7]),
        (8, b"0123456789abcdef"),
        (24, &[1, 2, 3, 4, 5, 6, 7, 8]),
        (32, &[0x11; 32]),
        (64, &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe]),
        (72, &[0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18]),
        (80, &[0x21, 0x22]),
        (82, &[0x31, 0x32]),
        (84, &[0x44; 32]),
        (116, &[0, 0, 0, 3]),
    ];
    let mut end = 0;
    for (at, field) in table {
        assert_eq!(*at, end, "no byte is between two fields");
        end = at + field.len();
        assert_eq!(&bytes[*at..end], *field, "at {at}");
    }
    assert_eq!(end, HEADER_LEN);
}

#[test]
fn every_field_is_read_as_it_was_written() {
    let base = header();
    let flags = |bits: u16| Flags::from_bits(bits).unwrap();
    let mut table: Vec<Header> = (0..8).map(|bits| Header { flags: flags(bits), ..base.clone() }).collect();
    table.extend([
        Header { ledger: LedgerId::new([0xff; 16]), ..base.clone() },
        Header { seq: Seq::FIRST, ..base.clone() },
        Header { seq: Seq::new(u64::MAX), ..base.clone() },
        Header { previous: ChainHash::ZERO, ..base.clone() },
        Header { recorded_at: RecordedAt::from_micros(i64::MIN), ..base.clone() },
        Header { recorded_at: RecordedAt::from_micros(i64::MAX), ..base.clone() },
        Header { coder: Seq::new(u64::MAX), ..base.clone() },
        Header { kind: 0, ..base.clone() },
        Header { kind: u16::MAX, ..base.clone() },
        Header { schema: u16::MAX, ..base.clone() },
        Header { words: [0; 32], ..base.clone() },
        Header { body_len: 0, ..base.clone() },
        Header { body_len: (EVENT_LEN_MAX - HEADER_LEN) as u32, ..base.clone() },
    ]);
    for header in table {
        let event = event(&header);
        assert_eq!(Header::read(&event), Ok(header.clone()));
        assert_eq!(header.body(&event).len(), header.body_len as usize, "the signature is no part of the body");
    }
}

#[test]
fn every_error_has_bytes_that_provoke_it() {
    let good = event(&header());
    let with = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        bytes
    };
    let table = [
        (good[..0].to_vec(), HeaderError::TooShort(0)),
        (good[..119].to_vec(), HeaderError::TooShort(119)),
        (vec![0; EVENT_LEN_MAX + 1], HeaderError::TooLong(65_536)),
        (with(0, b'o'), HeaderError::NoMagic),
        (with(2, 0), HeaderError::NoMagic),
        (with(3, 0), HeaderError::NewerVersion(0)),
        (with(3, 2), HeaderError::NewerVersion(2)),
        (with(4, 1), HeaderError::HeaderLength(376)),
        (with(5, 121), HeaderError::HeaderLength(121)),
        (with(6, 0x80), HeaderError::UnknownFlags(0x8000)),
        (with(7, 8), HeaderError::UnknownFlags(8)),
        (with(7, 4), HeaderError::Length { announced: 187, found: 123 }),
        (with(119, 4), HeaderError::Length { announced: 124, found: 123 }),
        (with(116, 0xff), HeaderError::Length { announced: 120 + 0xff00_0003, found: 123 }),
        ([good.as_slice(), &[0]].concat(), HeaderError::Length { announced: 123, found: 124 }),
        (good[..120].to_vec(), HeaderError::Length { announced: 123, found: 120 }),
    ];
    for (bytes, expect) in table {
        assert_eq!(Header::read(&bytes), Err(expect));
    }
}
