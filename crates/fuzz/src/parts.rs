//! Inputs of several parts as one: each part behind its length.

/// The parts, each behind its length in four bytes.
pub fn pack(parts: &[Vec<u8>]) -> Vec<u8> {
    let mut input = Vec::new();
    for part in parts {
        input.extend((part.len() as u32).to_be_bytes());
        input.extend(part);
    }
    input
}

/// The parts of an input, or `None` if their lengths do not add up.
pub fn unpack(mut input: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut parts = Vec::new();
    while !input.is_empty() {
        let (len, rest) = input.split_first_chunk::<4>()?;
        let (part, rest) = rest.split_at_checked(u32::from_be_bytes(*len) as usize)?;
        parts.push(part.to_vec());
        input = rest;
    }
    Some(parts)
}
