//! The graph of packages, as `cargo metadata` resolves it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use serde::Deserialize;

/// One package and what it stands on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Package {
    /// Its name.
    pub(crate) name: String,
    /// Whether it is a member of the workspace.
    pub(crate) is_ours: bool,
    /// Names of the packages it needs to run or to be built.
    pub(crate) needs: BTreeSet<String>,
    /// Names of the packages that only its tests need.
    pub(crate) tests_need: BTreeSet<String>,
}

/// All packages by name; versions of one package are laid together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Graph {
    packages: BTreeMap<String, Package>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<MetadataPackage>,
    workspace_members: BTreeSet<String>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct MetadataPackage {
    id: String,
    name: String,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    kind: Option<String>,
}

impl Graph {
    /// Reads what `cargo metadata --format-version 1` prints.
    pub(crate) fn read(json: &str) -> Result<Self> {
        let metadata: Metadata = serde_json::from_str(json).context("cargo metadata")?;
        let names: BTreeMap<&str, &str> = metadata
            .packages
            .iter()
            .map(|p| (p.id.as_str(), p.name.as_str()))
            .collect();
        let mut packages: BTreeMap<String, Package> = BTreeMap::new();
        for node in &metadata.resolve.nodes {
            let Some(name) = names.get(node.id.as_str()) else {
                continue;
            };
            let package = packages.entry((*name).to_owned()).or_default();
            (*name).clone_into(&mut package.name);
            package.is_ours |= metadata.workspace_members.contains(&node.id);
            for dependency in &node.deps {
                let Some(target) = names.get(dependency.pkg.as_str()) else {
                    continue;
                };
                for kind in &dependency.dep_kinds {
                    if kind.kind.as_deref() == Some("dev") {
                        package.tests_need.insert((*target).to_owned());
                    } else {
                        package.needs.insert((*target).to_owned());
                    }
                }
            }
        }
        Ok(Self { packages })
    }

    /// The members of the workspace.
    pub(crate) fn ours(&self) -> impl Iterator<Item = &Package> {
        self.packages.values().filter(|package| package.is_ours)
    }

    /// Whether a member of that name exists.
    pub(crate) fn is_ours(&self, name: &str) -> bool {
        self.packages
            .get(name)
            .is_some_and(|package| package.is_ours)
    }

    /// Everything `from` stands on, each with the package that names it; `around` are not entered.
    pub(crate) fn below(&self, from: &str, around: &[&str]) -> BTreeMap<String, String> {
        let mut found: BTreeMap<String, String> = BTreeMap::new();
        let mut open = vec![from.to_owned()];
        while let Some(name) = open.pop() {
            let Some(package) = self.packages.get(&name) else {
                continue;
            };
            for need in &package.needs {
                if around.contains(&need.as_str()) || found.contains_key(need) {
                    continue;
                }
                found.insert(need.clone(), name.clone());
                open.push(need.clone());
            }
        }
        found
    }

    /// A graph out of a few lines `name -> need need | test-need`; `*` marks a member.
    #[cfg(test)]
    pub(crate) fn drawn(lines: &[&str]) -> Self {
        let mut packages = BTreeMap::new();
        for line in lines {
            let (name, rest) = line.split_once("->").unwrap_or((line, ""));
            let (needs, tests) = rest.split_once('|').unwrap_or((rest, ""));
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
            let is_ours = name.trim().starts_with('*');
            let name = name.trim().trim_start_matches('*').to_owned();
            packages.insert(
                name.clone(),
                Package {
                    name,
                    is_ours,
                    needs: words(needs),
                    tests_need: words(tests),
                },
            );
        }
        Self { packages }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_resolved_graph_is_read_with_kinds_apart() {
        let graph = Graph::read(
            r#"{"packages":[{"id":"1","name":"mail"},{"id":"2","name":"facts"},{"id":"3","name":"insta"}],
                "workspace_members":["1","2"],
                "resolve":{"nodes":[
                  {"id":"1","deps":[{"pkg":"2","dep_kinds":[{"kind":null}]},{"pkg":"3","dep_kinds":[{"kind":"dev"}]}]},
                  {"id":"2","deps":[]},{"id":"3","deps":[]}]}}"#,
        )
        .expect("well-formed");
        let mail = graph
            .ours()
            .find(|package| package.name == "mail")
            .expect("there");
        assert_eq!(mail.needs.iter().collect::<Vec<_>>(), ["facts"]);
        assert_eq!(mail.tests_need.iter().collect::<Vec<_>>(), ["insta"]);
        assert_eq!(graph.ours().count(), 2);
    }
}
