//! How stances are read, written and turned round.

use serde::de::IntoDeserializer;
use serde::de::value::Error as ValueError;

use super::*;

const BIG_ENDIAN: bincode::config::Configuration<
    bincode::config::BigEndian,
    bincode::config::Fixint,
    bincode::config::NoLimit,
> = bincode::config::standard().with_big_endian().with_fixed_int_encoding();

fn score(number: i64) -> Stance {
    Stance::Score(Score::new(number).unwrap())
}

#[test]
fn words_have_their_scores_and_numbers() {
    fn check(word: &str, number: u32, score: Option<i8>, silence: bool) {
        let stance: Stance = word.parse().unwrap();
        assert_eq!(stance.to_string(), word);
        assert_eq!((stance.score(), stance.is_silence()), (score, silence), "{word}");
        assert_eq!(stance.is_withdrawn(), word == "withdrawn");
        let bytes = bincode::encode_to_vec(stance, BIG_ENDIAN).unwrap();
        assert_eq!(bytes, number.to_be_bytes(), "{word}");
        assert_eq!(bincode::decode_from_slice(&bytes, BIG_ENDIAN).unwrap(), (stance, 4));
    }
    check("support", 2, Some(100), false);
    check("lean-support", 3, Some(50), false);
    check("neutral", 4, Some(0), false);
    check("lean-oppose", 5, Some(-50), false);
    check("oppose", 6, Some(-100), false);
    check("yes", 7, Some(100), false);
    check("no", 8, Some(-100), false);
    check("abstain", 9, Some(0), false);
    check("noncommittal", 10, None, true);
    check("declined", 11, None, true);
    check("silent", 12, None, true);
    check("absent", 13, None, true);
    check("unclear", 14, None, true);
    check("withdrawn", 15, None, false);
    assert_eq!(Stance::WORDS.map(|stance| stance.to_string()), Stance::SPELLINGS);
}

#[test]
fn scores_are_read_in_their_range() {
    fn check(text: &str, expect: i8) {
        let stance: Stance = text.parse().unwrap();
        assert_eq!((stance, stance.score()), (score(expect.into()), Some(expect)), "{text}");
        assert_eq!(stance.to_string(), expect.to_string());
        assert!(!stance.is_silence() && !stance.is_withdrawn());
    }
    check("40", 40);
    check("-30", -30);
    check("+5", 5);
    check("0", 0);
    check("-0", 0);
    check("100", 100);
    check("-100", -100);
    check("007", 7);
}

#[test]
fn other_texts_are_refused() {
    fn check(text: &str, expect: fn(String) -> StanceError) {
        assert_eq!(text.parse::<Stance>(), Err(expect(text.to_owned())));
    }
    for text in ["101", "-101", "+127", "128", "-128", "256", "99999999999999999999"] {
        check(text, StanceError::OutOfRange);
    }
    for text in ["4.5", "40.0", "1e1", "-.5", "5."] {
        check(text, StanceError::NotWhole);
    }
    for text in
        ["", " ", "Support", "suport", "score", "+", "-", "+-5", "5 ", "4,5", "50%", "\u{2212}5", "٣", "nan", "inf"]
    {
        check(text, StanceError::Unknown);
    }
}

#[test]
fn messages_hold_the_value_and_what_is_accepted() {
    fn check(text: &str, expect: &str) {
        assert_eq!(text.parse::<Stance>().unwrap_err().to_string(), expect);
    }
    check("101", "`101` is out of range: a score is a whole number from -100 to 100");
    check("4.5", "`4.5` is not written as a whole number: a score is a whole number from -100 to 100");
    check(
        "suport",
        "`suport` is no stance: write a whole number from -100 to 100 or one of support, lean-support, neutral, \
         lean-oppose, oppose, yes, no, abstain, noncommittal, declined, silent, absent, unclear, withdrawn",
    );
}

#[test]
fn serde_takes_whole_numbers_and_texts() {
    fn check<'de>(given: impl IntoDeserializer<'de, ValueError>, expect: Result<Stance, StanceError>) {
        let found = Stance::deserialize(given.into_deserializer()).map_err(|error| error.to_string());
        assert_eq!(found, expect.map_err(|error| error.to_string()));
    }
    check(-30i64, Ok(score(-30)));
    check(40u64, Ok(score(40)));
    check("40", Ok(score(40)));
    check("withdrawn", Ok(Stance::Withdrawn));
    check(String::from("yes"), Ok(Stance::Yes));
    check(101u64, Err(StanceError::OutOfRange("101".to_owned())));
    check(-101i64, Err(StanceError::OutOfRange("-101".to_owned())));
    check(u64::MAX, Err(StanceError::OutOfRange(u64::MAX.to_string())));
    check(1e20, Err(StanceError::OutOfRange("1e20".to_owned())));
    check(4.5, Err(StanceError::NotWhole("4.5".to_owned())));
    check(40.0, Err(StanceError::NotWhole("40.0".to_owned())));
    check("maybe", Err(StanceError::Unknown("maybe".to_owned())));
    assert!(Stance::deserialize(IntoDeserializer::<ValueError>::into_deserializer(true)).is_err());
}

#[test]
fn no_bytes_make_a_score_out_of_range() {
    for byte in 0..=u8::MAX {
        let bytes = [0, 0, 0, 1, byte];
        let decoded = bincode::decode_from_slice::<Stance, _>(&bytes, BIG_ENDIAN);
        let number = i8::from_be_bytes([byte]);
        if (-100..=100).contains(&number) {
            assert_eq!(decoded.unwrap(), (score(number.into()), 5));
            assert_eq!(bincode::encode_to_vec(score(number.into()), BIG_ENDIAN).unwrap(), bytes);
        } else {
            assert!(decoded.unwrap_err().to_string().contains("is out of range"));
            assert!(bincode::borrow_decode_from_slice::<Stance, _>(&bytes, BIG_ENDIAN).is_err());
        }
    }
    for number in [0u32, 16, 256, u32::MAX] {
        assert!(bincode::decode_from_slice::<Stance, _>(&number.to_be_bytes(), BIG_ENDIAN).is_err());
    }
}
