//! Keys: what the draws of a path are made for.

use std::hash::Hasher;

use siphasher::sip128::{Hasher128, SipHasher24};
use unicode_normalization::UnicodeNormalization;

/// A company or a factor, as the draws know it: 128 bits of a hash of its text.
///
/// Whatever has the same key has the same draw on a path, in every deal; whatever has another key has an independent one.
/// So a company is known to two deals by its registration, and by its name within one deal only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key([u64; 2]);

/// What kind of thing a key stands for, so that no two kinds share one.
#[derive(Clone, Copy)]
enum Kind {
    Registered = 1,
    Named = 2,
    Factor = 3,
}

impl Key {
    /// A company of this registration (统一社会信用代码), the same in all deals.
    pub(crate) fn registered(registration: &str) -> Key {
        Key::of(Kind::Registered, &[registration])
    }

    /// A company without a registration: its name means somebody else in another namespace.
    pub(crate) fn named(namespace: &str, name: &str) -> Key {
        Key::of(Kind::Named, &[namespace, name])
    }

    /// A factor of the credit model, the same in all deals.
    pub(crate) fn factor(name: &str) -> Key {
        Key::of(Kind::Factor, &[name])
    }

    /// SipHash-2-4 of the kind and of every text in Unicode's normal form C with its length behind it: the same text typed
    /// in two ways is one, and no text runs into the next.
    fn of(kind: Kind, texts: &[&str]) -> Key {
        let mut hasher = SipHasher24::new();
        hasher.write(&[kind as u8]);
        for text in texts {
            let text: String = text.nfc().collect();
            hasher.write(text.as_bytes());
            hasher.write(&(text.len() as u64).to_le_bytes());
        }
        let hash = hasher.finish128();
        Key([hash.h1, hash.h2])
    }

    /// Both halves.
    #[inline]
    pub(crate) fn lanes(self) -> [u64; 2] {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_one_key() {
        let composed = Key::named("deal", "Caf\u{e9}");
        assert_eq!(composed, Key::named("deal", "Cafe\u{301}"), "é in one character or in two");
        let others = [
            Key::named("dealCaf", "\u{e9}"),
            Key::named("Caf\u{e9}", "deal"),
            Key::named("", "dealCaf\u{e9}"),
            Key::registered("Caf\u{e9}"),
            Key::factor("Caf\u{e9}"),
            Key::named("deal", "caf\u{e9}"),
        ];
        for (i, key) in others.iter().enumerate() {
            assert_ne!(*key, composed);
            assert!(!others[..i].contains(key));
        }
    }

    /// Pinned: a key may only change with a release that says so, because every stored result changes with it.
    #[test]
    fn keys_are_pinned() {
        assert_eq!(Key::factor("global").lanes(), PINNED[0]);
        assert_eq!(Key::registered("91350100M000100Y43").lanes(), PINNED[1]);
        assert_eq!(Key::named("FUJIAN-HYPOTHETICAL", "Firm 01").lanes(), PINNED[2]);
    }
    const PINNED: [[u64; 2]; 3] = [
        [7_396_465_519_855_353_718, 8_918_778_635_894_503_717],
        [11_443_691_087_066_047_954, 3_051_211_131_272_022_628],
        [5_191_995_624_564_941_765, 5_658_828_224_910_469_937],
    ];
}
