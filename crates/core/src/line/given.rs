//! How the freer values of a line are read and written: one or several, a form or `readout`, a source by slug or by
//! description.

use std::str::FromStr;

use serde::de::{self, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{GivenForm, GivenSource, Several, SourceKey};
use crate::vocabulary::{Form, UnknownTerm};

impl<T> Several<T> {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T> Default for Several<T> {
    fn default() -> Self {
        Several(Vec::new())
    }
}

impl<T: Serialize> Serialize for Several<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [one] => one.serialize(serializer),
            several => several.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Several<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMany<T>(std::marker::PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrMany<T> {
            type Value = Several<T>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("one value or a list of values")
            }

            fn visit_unit<E: de::Error>(self) -> Result<Several<T>, E> {
                Ok(Several::default())
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Several<T>, E> {
                T::deserialize(text.into_deserializer()).map(|one| Several(vec![one]))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Several<T>, A::Error> {
                T::deserialize(de::value::MapAccessDeserializer::new(map)).map(|one| Several(vec![one]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Several<T>, A::Error> {
                let mut several = Vec::new();
                while let Some(one) = list.next_element()? {
                    several.push(one);
                }
                Ok(Several(several))
            }
        }

        deserializer.deserialize_any(OneOrMany(std::marker::PhantomData))
    }
}

impl FromStr for GivenForm {
    type Err = UnknownTerm;

    fn from_str(text: &str) -> Result<Self, UnknownTerm> {
        if text == "readout" { Ok(GivenForm::Readout) } else { text.parse().map(GivenForm::Form) }
    }
}

impl Serialize for GivenForm {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            GivenForm::Form(form) => form.serialize(serializer),
            GivenForm::Readout => Form::Paraphrase.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for GivenForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// A source by slug and place, as an object.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SlugAndPlace {
    slug: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    locator: Option<String>,
}

impl Serialize for GivenSource {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            GivenSource::Named { slug, locator: None } => slug.serialize(serializer),
            GivenSource::Named { slug, locator } => {
                SlugAndPlace { slug: slug.clone(), locator: locator.clone() }.serialize(serializer)
            }
            GivenSource::Described(key) => key.serialize(serializer),
        }
    }
}

/// Every field that an object naming a source may have.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceFields {
    slug: Option<String>,
    title: Option<String>,
    publisher: Option<String>,
    url: Option<String>,
    date: Option<crate::stated_on::StatedOn>,
    locator: Option<String>,
}

impl<'de> Deserialize<'de> for GivenSource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SlugOrObject;

        impl<'de> Visitor<'de> for SlugOrObject {
            type Value = GivenSource;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a source's slug, or an object with title, publisher, url and date")
            }

            fn visit_str<E: de::Error>(self, slug: &str) -> Result<GivenSource, E> {
                Ok(GivenSource::Named { slug: slug.to_owned(), locator: None })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<GivenSource, A::Error> {
                let fields = SourceFields::deserialize(de::value::MapAccessDeserializer::new(map))?;
                let SourceFields { slug, title, publisher, url, date, locator } = fields;
                match slug {
                    None => Ok(GivenSource::Described(SourceKey { title, publisher, url, date, locator })),
                    Some(slug) if title.is_none() && publisher.is_none() && url.is_none() && date.is_none() => {
                        Ok(GivenSource::Named { slug, locator })
                    }
                    Some(slug) => Err(de::Error::custom(format!(
                        "the source `{slug}` is named by its slug: leave out title, publisher, url and date"
                    ))),
                }
            }
        }

        deserializer.deserialize_any(SlugOrObject)
    }
}
