//! Ed25519 keys that sign bytes and check signatures of bytes. Whose key it is, and for what, is not said here: a note
//! gives a key a name ([`crate::note`]), a coder's key has an event.
//!
//! Invariant: one signature fits one key and one message in one way only: public keys in any but their one encoding and
//! of small order are refused, and checks are strict. No form of a secret key but [`SigningKey::seed`] shows it.

use std::fmt;

use ed25519_dalek::Signer;
use thiserror::Error;

/// Bytes of a signature.
pub const SIGNATURE_LEN: usize = 64;

/// A secret key; it follows from 32 random bytes.
#[derive(Clone)]
pub struct SigningKey(ed25519_dalek::SigningKey);

/// The public part of a key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VerifyingKey(ed25519_dalek::VerifyingKey);

/// A signature.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature([u8; SIGNATURE_LEN]);

/// What `VerifyingKey::from_bytes` refuses.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("these 32 bytes are no public key of Ed25519")]
pub struct NotAKey;

/// What `VerifyingKey::verify` answers if the signature is not by this key over these bytes.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("the signature is not by this key over these bytes")]
pub struct BadSignature;

impl SigningKey {
    /// The key that follows from 32 bytes, which must be random and stay secret.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        SigningKey(ed25519_dalek::SigningKey::from_bytes(&seed))
    }

    /// The 32 secret bytes.
    pub fn seed(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// The public part.
    pub fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey(self.0.verifying_key())
    }

    /// Signs bytes; the same bytes have the same signature.
    pub fn sign(&self, message: &[u8]) -> Signature {
        Signature(self.0.sign(message).to_bytes())
    }
}

impl VerifyingKey {
    /// The key with these 32 bytes.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, NotAKey> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| NotAKey)?;
        let is_canonical = key.to_edwards().compress().as_bytes() == bytes;
        if is_canonical && !key.is_weak() { Ok(VerifyingKey(key)) } else { Err(NotAKey) }
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Whether the signature is by this key over these bytes.
    pub fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), BadSignature> {
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        self.0.verify_strict(message, &signature).map_err(|_| BadSignature)
    }
}

impl Signature {
    /// The signature with these bytes.
    pub const fn new(bytes: [u8; SIGNATURE_LEN]) -> Self {
        Signature(bytes)
    }

    /// The 64 bytes.
    pub const fn as_bytes(&self) -> &[u8; SIGNATURE_LEN] {
        &self.0
    }
}

/// The 32 bytes in lower-case hexadecimal digits.
impl fmt::Display for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::hash::hex(self.as_bytes()))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey(of {:?})", self.verifying_key())
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({self})")
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({})", crate::hash::hex(&self.0))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;
    use crate::hash::hex;
    use crate::testing::accepted_flips;

    /// RFC 8032, section 7.1, tests 1 and 2.
    #[test]
    fn known_answers_of_the_rfc() {
        let seed = |digits: &str| -> [u8; 32] {
            std::array::from_fn(|i| u8::from_str_radix(&digits[2 * i..2 * i + 2], 16).unwrap())
        };
        let table: [(&str, &[u8], &str, &str); 2] = [
            (
                "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                b"",
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
            ),
            (
                "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                b"\x72",
                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
            ),
        ];
        for (secret, message, public, signature) in table {
            let key = SigningKey::from_seed(seed(secret));
            assert_eq!(hex(&key.seed()), secret);
            assert_eq!(hex(key.verifying_key().as_bytes()), public);
            assert_eq!(hex(key.sign(message).as_bytes()), signature);
        }
    }

    #[test]
    fn every_flipped_bit_of_message_signature_and_key_is_refused() {
        let key = SigningKey::from_seed([7; 32]);
        let (message, public) = (b"who said what, when".to_vec(), key.verifying_key());
        let signature = key.sign(&message);
        assert_eq!(public.verify(&message, &signature), Ok(()));
        let accepted = [
            accepted_flips("message", &message, |message| public.verify(message, &signature).is_ok()),
            accepted_flips("signature", signature.as_bytes(), |bytes| {
                public.verify(&message, &Signature::new(bytes.try_into().unwrap())).is_ok()
            }),
            accepted_flips("public key", public.as_bytes(), |bytes| {
                let public = VerifyingKey::from_bytes(bytes.try_into().unwrap());
                public.is_ok_and(|public| public.verify(&message, &signature).is_ok())
            }),
        ];
        assert_eq!(accepted, [0; 3]);
    }

    #[test]
    fn keys_of_small_order_and_in_another_encoding_are_refused() {
        let mut identity = [0; 32];
        identity[0] = 1;
        // The prime 2^255 - 19 plus 1: the identity again, in an encoding that is not its own.
        let mut unreduced = [0xff; 32];
        (unreduced[0], unreduced[31]) = (0xee, 0x7f);
        for bytes in [[0; 32], identity, unreduced, [0xff; 32]] {
            assert_eq!(VerifyingKey::from_bytes(&bytes), Err(NotAKey), "{bytes:?}");
        }
    }

    #[test]
    fn the_secret_is_not_shown() {
        let key = SigningKey::from_seed([0xab; 32]);
        assert!(!format!("{key:?}").contains("abab"), "{key:?}");
    }
}
