//! The numbers of a statement's own enums in the bytes. bincode's derive would write a variant's place in the list
//! instead, so that a variant put in between would change what old bytes mean.

use bincode::de::Decoder;
use bincode::enc::Encoder;
use bincode::error::{AllowedEnumVariants, DecodeError, EncodeError};
use bincode::{Decode, Encode};

use super::statement::{Condition, QuoteCheck, SaidFor};

/// The refusal of a number that no variant has; each of these enums has the numbers 1, 2 and 3.
fn unknown(type_name: &'static str, found: u32) -> DecodeError {
    DecodeError::UnexpectedVariant { type_name, allowed: &AllowedEnumVariants::Range { min: 1, max: 3 }, found }
}

impl Encode for SaidFor {
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        match self {
            SaidFor::ByRole => 1u32.encode(encoder),
            SaidFor::OwnName => 2u32.encode(encoder),
            SaidFor::Given(given) => (3u32, given).encode(encoder),
        }
    }
}

impl<Context> Decode<Context> for SaidFor {
    fn decode<D: Decoder<Context = Context>>(decoder: &mut D) -> Result<Self, DecodeError> {
        match u32::decode(decoder)? {
            1 => Ok(SaidFor::ByRole),
            2 => Ok(SaidFor::OwnName),
            3 => Vec::decode(decoder).map(SaidFor::Given),
            found => Err(unknown("SaidFor", found)),
        }
    }
}

impl Encode for Condition {
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        match self {
            Condition::NotStated => 1u32,
            Condition::Stated => 2,
            Condition::Waived => 3,
        }
        .encode(encoder)
    }
}

impl<Context> Decode<Context> for Condition {
    fn decode<D: Decoder<Context = Context>>(decoder: &mut D) -> Result<Self, DecodeError> {
        match u32::decode(decoder)? {
            1 => Ok(Condition::NotStated),
            2 => Ok(Condition::Stated),
            3 => Ok(Condition::Waived),
            found => Err(unknown("Condition", found)),
        }
    }
}

impl Encode for QuoteCheck {
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        match self {
            QuoteCheck::NotChecked => 1u32.encode(encoder),
            QuoteCheck::Found { slot, start, end } => (2u32, slot, start, end).encode(encoder),
            QuoteCheck::NotFound => 3u32.encode(encoder),
        }
    }
}

impl<Context> Decode<Context> for QuoteCheck {
    fn decode<D: Decoder<Context = Context>>(decoder: &mut D) -> Result<Self, DecodeError> {
        match u32::decode(decoder)? {
            1 => Ok(QuoteCheck::NotChecked),
            2 => {
                let (slot, start, end) = Decode::decode(decoder)?;
                Ok(QuoteCheck::Found { slot, start, end })
            }
            3 => Ok(QuoteCheck::NotFound),
            found => Err(unknown("QuoteCheck", found)),
        }
    }
}

bincode::impl_borrow_decode!(SaidFor);
bincode::impl_borrow_decode!(Condition);
bincode::impl_borrow_decode!(QuoteCheck);
