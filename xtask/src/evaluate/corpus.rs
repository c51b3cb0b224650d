//! The measurement mails and what is known of each.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

/// A row of `manifest.tsv`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Row {
    /// The file, from the corpus folder.
    pub(crate) path: String,
    /// The set: `phish-ja`, `genuine` …
    pub(crate) set: String,
    /// `phish`, `spam`, `genuine` or `ham`.
    pub(crate) label: String,
    /// The brand that the mail claims; empty where unknown.
    pub(crate) brand: String,
    /// The campaign; a mail without one is its own.
    pub(crate) cluster: String,
    /// Remarks.
    pub(crate) note: String,
}

impl Row {
    /// The folder below which a verdict table counts it: set, or set and subfolder.
    pub(crate) fn folder(&self) -> String {
        let mut parts: Vec<&str> = self.path.split('/').collect();
        parts.pop();
        parts.join("/")
    }

    /// Whether the label says that the brand itself sent it and a stranger chose the content.
    pub(crate) fn is_truly_sent(&self) -> bool {
        self.label == "phish" && self.note.starts_with("truly sent by")
    }
}

/// Reads the manifest; only mails are kept.
pub(crate) fn manifest(corpus: &Path) -> Result<Vec<Row>> {
    let path = corpus.join("manifest.tsv");
    let text = fs::read_to_string(&path).with_context(|| format!("{}", path.display()))?;
    let mut lines = text.lines();
    let head: BTreeMap<&str, usize> = lines
        .next()
        .context("an empty manifest")?
        .split('\t')
        .enumerate()
        .map(|(at, name)| (name, at))
        .collect();
    let mut rows = Vec::new();
    for line in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        let cell = |name: &str| {
            head.get(name)
                .and_then(|at| cells.get(*at))
                .copied()
                .unwrap_or("")
                .to_owned()
        };
        let row = Row {
            path: cell("path"),
            set: cell("set"),
            label: cell("label"),
            brand: cell("claimed_brand"),
            cluster: cell("cluster"),
            note: cell("note"),
        };
        let is_mail = matches!(row.label.as_str(), "phish" | "spam" | "genuine" | "ham");
        if is_mail
            && matches!(
                row.set.as_str(),
                "phish-ja" | "phish-pot" | "phish-other" | "genuine" | "ham"
            )
        {
            rows.push(row);
        }
    }
    Ok(rows)
}

/// Signatures known to verify with the frozen keys: file to signing domains.
pub(crate) fn expected_signatures(corpus: &Path) -> Result<BTreeMap<String, Vec<String>>> {
    let path = corpus.join("genuine/expected_dkim.tsv");
    let text = fs::read_to_string(&path).with_context(|| format!("{}", path.display()))?;
    let mut signed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        if let [file, _, domain, _, "pass"] = line.split('\t').collect::<Vec<_>>().as_slice() {
            signed
                .entry((*file).to_owned())
                .or_default()
                .push((*domain).to_owned());
        }
    }
    Ok(signed)
}

/// What is asked of a brand table here; the judge reads the rest.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    /// Brands of one house.
    pub(crate) family: String,
    /// Names that count wherever they stand.
    pub(crate) names: Vec<String>,
    /// Names that are ordinary words too.
    pub(crate) ambiguous: Vec<String>,
    /// Every domain in the table.
    pub(crate) domains: Vec<String>,
}

/// Reads names, families and domains of every brand table.
pub(crate) fn tables(folder: &Path) -> Result<BTreeMap<String, Table>> {
    let mut tables = BTreeMap::new();
    for entry in fs::read_dir(folder).with_context(|| format!("{}", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let id = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        let value: toml::Table = fs::read_to_string(&path)?
            .parse()
            .with_context(|| format!("{}", path.display()))?;
        let texts = |key: &str| -> Vec<String> {
            let list = value.get(key).and_then(toml::Value::as_array);
            list.into_iter()
                .flatten()
                .filter_map(|item| item.as_str().map(str::to_owned))
                .collect()
        };
        let domains = value
            .get("domains")
            .and_then(toml::Value::as_array)
            .into_iter()
            .flatten();
        let table = Table {
            family: value
                .get("family")
                .and_then(toml::Value::as_str)
                .unwrap_or(&id)
                .to_owned(),
            names: texts("names"),
            ambiguous: texts("ambiguous"),
            domains: domains
                .filter_map(|domain| {
                    domain
                        .get("name")
                        .and_then(toml::Value::as_str)
                        .map(str::to_lowercase)
                })
                .collect(),
        };
        tables.insert(id, table);
    }
    Ok(tables)
}

/// The house a brand belongs to; a name without a table is its own.
pub(crate) fn family<'a>(tables: &'a BTreeMap<String, Table>, brand: &'a str) -> &'a str {
    tables.get(brand).map_or(brand, |table| &table.family)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_read_by_its_head() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(
            folder.path().join("manifest.tsv"),
            "path\tset\tlabel\tclaimed_brand\tcluster\tnote\n\
             ham/sa-easy/1.eml\tham\tham\t\t\t\nphish-ja/2.eml\tphish-ja\tphish\tamazon\tA1\ttruly sent by x\n\
             dns/txt.json\tdns\t\t\t\t\n",
        )
        .expect("written");
        let rows = manifest(folder.path()).expect("read");
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].folder(), "ham/sa-easy");
        assert!(rows[1].is_truly_sent() && !rows[0].is_truly_sent());
        assert_eq!(
            (rows[1].brand.as_str(), rows[1].cluster.as_str()),
            ("amazon", "A1")
        );
    }

    #[test]
    fn a_table_gives_names_family_and_domains() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(
            folder.path().join("shop.toml"),
            "family = \"house\"\nnames = [\"Shop\"]\nambiguous = [\"S\"]\n[[domains]]\nname = \"Shop.example\"\n",
        )
        .expect("written");
        let tables = tables(folder.path()).expect("read");
        let shop = &tables["shop"];
        assert_eq!(
            (shop.names.as_slice(), shop.domains.as_slice()),
            (
                ["Shop".to_owned()].as_slice(),
                ["shop.example".to_owned()].as_slice()
            )
        );
        assert_eq!(family(&tables, "shop"), "house");
        assert_eq!(family(&tables, "other"), "other");
    }
}
