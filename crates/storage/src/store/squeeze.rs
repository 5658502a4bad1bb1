//! Values of the store made small: LZ4, behind the length that they had.
//!
//! Invariant: what is read back has the stated length, which no value can make larger than its caller expects.

use lz4_flex::block::{compress_into, decompress_into, get_maximum_output_size};

/// The stated length.
const LEN_LEN: usize = 4;
/// LZ4 makes no byte into more than this many.
const GROWTH_MAX: usize = 255;

/// Appends these bytes, squeezed.
pub(crate) fn put_squeezed(value: &mut Vec<u8>, bytes: &[u8]) {
    let at = value.len() + LEN_LEN;
    value.extend_from_slice(&(bytes.len() as u32).to_be_bytes());
    value.resize(at + get_maximum_output_size(bytes.len()), 0);
    let len = compress_into(bytes, &mut value[at..]);
    // The room is what LZ4 says that it takes at most.
    assert!(len.is_ok(), "{} bytes squeezed into the room for the worst of them", bytes.len());
    value.truncate(at + len.unwrap_or_default());
}

/// The bytes that were squeezed, or `None` if these are none or they would be more than `limit`.
pub(crate) fn unsqueezed(squeezed: &[u8], limit: usize) -> Option<Vec<u8>> {
    let (len, block) = squeezed.split_first_chunk::<LEN_LEN>()?;
    let len = u32::from_be_bytes(*len) as usize;
    if len > limit.min(block.len() * GROWTH_MAX) {
        return None;
    }
    let mut bytes = vec![0; len];
    decompress_into(block, &mut bytes).is_ok_and(|read| read == len).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_squeezed_comes_back_and_nothing_larger_than_expected() {
        let even = vec![7; 6 << 10];
        let uneven: Vec<u8> = (0_u32..5000).map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        for bytes in [&[][..], &[1], &even, &uneven] {
            let mut value = b"before".to_vec();
            put_squeezed(&mut value, bytes);
            assert_eq!(unsqueezed(&value[6..], bytes.len()).as_deref(), Some(bytes));
            assert_eq!(
                unsqueezed(&value[6..], bytes.len().wrapping_sub(1).min(bytes.len())),
                bytes.is_empty().then(Vec::new)
            );
            for cut in 6..value.len() {
                assert_eq!(unsqueezed(&value[6..cut], usize::MAX), None, "cut at {cut}");
            }
        }
        let mut value = Vec::new();
        put_squeezed(&mut value, &even);
        assert!(value.len() < 100);
        value[..4].copy_from_slice(&u32::MAX.to_be_bytes());
        assert_eq!(unsqueezed(&value, 32 << 20), None, "a length of four gibibytes");
        value[..4].copy_from_slice(&(32_u32 << 20).to_be_bytes());
        assert_eq!(unsqueezed(&value, 32 << 20), None, "more than so few bytes can be");
    }
}
