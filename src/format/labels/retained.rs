//! Articles with some of their mentions.

use super::form::{Labels, Mention};

impl Labels {
    /// Keeps the mentions that `keep` keeps. Entities that lose their last mention go, and what points at them points
    /// nowhere; the other indices follow.
    pub fn retain_mentions(&mut self, mut keep: impl FnMut(&Mention) -> bool) {
        let Some(mentions) = &mut self.mentions else { return };
        let mut moved: Vec<Option<usize>> = Vec::with_capacity(mentions.len());
        let mut kept = 0;
        mentions.retain(|m| {
            let keeps = keep(m);
            moved.push(keeps.then_some(kept));
            kept += usize::from(keeps);
            keeps
        });
        if kept == moved.len() {
            return;
        }
        let Some(entities) = &mut self.entities else { return };
        let mut entity_moved: Vec<Option<usize>> = Vec::with_capacity(entities.len());
        let mut left = 0;
        entities.retain_mut(|e| {
            e.mentions =
                e.mentions.iter().filter_map(|&m| moved.get(m).copied().flatten()).collect();
            let keeps = !e.mentions.is_empty();
            entity_moved.push(keeps.then_some(left));
            left += usize::from(keeps);
            keeps
        });
        let follow = |index: usize| entity_moved.get(index).copied().flatten();
        for m in self.mentions.iter_mut().flatten() {
            m.entity = m.entity.and_then(follow);
        }
        for r in self.relations.iter_mut().flatten() {
            let arguments = r.subject.iter_mut().chain(&mut r.object).chain(&mut r.arguments);
            for a in arguments {
                a.entity = a.entity.and_then(follow);
                a.entities = a.entities.iter().filter_map(|&e| follow(e)).collect();
            }
            let source = r.attribution.iter_mut().flatten().flat_map(|a| &mut a.source);
            for noted in source.chain(r.place.iter_mut().flatten()) {
                noted.entity = noted.entity.and_then(follow);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::doc::{EntityType, Span};
    use crate::format::labels::{Argument, Labels, Mention, Relation};
    use crate::format::record::Entity;

    #[test]
    fn entities_follow_the_mentions_that_stay() {
        let mention = |start, label: &str, entity| Mention {
            entity,
            ..Mention::new(Span::new(start, start + 1), label)
        };
        let entity = |name: &str, mentions: &[usize]| Entity {
            name: name.into(),
            ty: EntityType::Org,
            country: None,
            role: None,
            mentions: mentions.to_vec(),
        };
        let argument =
            |entity| Argument { entity, entities: vec![0, 1], ..Argument::new(Span::new(0, 1)) };
        let mut article = Labels {
            text: "a b c".into(),
            mentions: Some(vec![
                mention(0, "DATE", Some(0)),
                mention(2, "ORG", Some(1)),
                mention(4, "ORG", Some(1)),
            ]),
            entities: Some(vec![entity("a", &[0]), entity("b", &[1, 2])]),
            relations: Some(vec![Relation {
                subject: Some(argument(Some(0))),
                object: Some(argument(Some(1))),
                ..Relation::default()
            }]),
            ..Labels::default()
        };
        article.retain_mentions(|m| m.label == "ORG");
        let entities = article.entities.as_ref().expect("still there");
        assert_eq!((entities.len(), &entities[0].mentions[..]), (1, &[0, 1][..]));
        let relation = &article.relations.as_ref().expect("still there")[0];
        let object = relation.object.as_ref().expect("still there");
        assert_eq!(relation.subject.as_ref().expect("still there").entity, None);
        assert_eq!((object.entity, &object.entities[..]), (Some(0), &[0][..]));
    }
}
