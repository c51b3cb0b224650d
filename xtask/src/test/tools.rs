//! Finds what the tests need, and installs it where that is allowed.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use anyhow::{Context as _, Result, bail};

use super::Options;
use crate::run::{Program, found};

/// A program out of a package of the distribution, and which step is skipped without it.
struct SystemTool {
    program: &'static str,
    package: &'static str,
    step: &'static str,
}

/// What the steps of today need; later stages add servers and databases here.
const SYSTEM_TOOLS: &[SystemTool] = &[
    SystemTool {
        program: "python3",
        package: "python3",
        step: "second opinion",
    },
    SystemTool {
        program: "chromium",
        package: "chromium",
        step: "tests",
    },
    SystemTool {
        program: "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        package: "fonts-noto-cjk",
        step: "browser",
    },
    SystemTool {
        program: "node",
        package: "nodejs",
        step: "browser",
    },
    SystemTool {
        program: "npm",
        package: "npm",
        step: "browser",
    },
    // The same package brings the user that the tests step down to.
    SystemTool {
        program: "dovecot",
        package: "dovecot-core",
        step: "tests",
    },
    SystemTool {
        program: "/usr/lib/dovecot/imap",
        package: "dovecot-imapd",
        step: "tests",
    },
    SystemTool {
        program: "/usr/lib/dovecot/managesieve",
        package: "dovecot-managesieved",
        step: "tests",
    },
    SystemTool {
        program: "dbus-daemon",
        package: "dbus-daemon",
        step: "tests",
    },
    SystemTool {
        program: "gnome-keyring-daemon",
        package: "gnome-keyring",
        step: "tests",
    },
    SystemTool {
        program: "systemd-analyze",
        package: "systemd",
        step: "units",
    },
    SystemTool {
        program: "unshare",
        package: "util-linux",
        step: "offline",
    },
    SystemTool {
        program: "strace",
        package: "strace",
        step: "offline",
    },
    // Comes with every server of PostgreSQL and not with its client alone.
    SystemTool {
        program: "pg_ctlcluster",
        package: "postgresql",
        step: "tests",
    },
    SystemTool {
        program: "age",
        package: "age",
        step: "tests",
    },
    SystemTool {
        program: "xxd",
        package: "xxd",
        step: "tests",
    },
    SystemTool {
        program: "g++",
        package: "g++",
        step: "fuzz",
    },
];

/// A tool from crates.io at the version that the checks were written for.
struct CargoTool {
    name: &'static str,
    version: &'static str,
}

const CARGO_TOOLS: &[CargoTool] = &[
    CargoTool {
        name: "cargo-deny",
        version: "0.20.2",
    },
    CargoTool {
        name: "cargo-audit",
        version: "0.22.2",
    },
];

const NEXTEST: CargoTool = CargoTool {
    name: "cargo-nextest",
    version: "0.9.143",
};

/// A second implementation of what `proof` does, for second opinion.
const PYTHON_PACKAGES: &[&str] = &["dkimpy==1.1.8", "dnspython==2.8.0", "pynacl==1.6.2"];

/// What is here.
pub(crate) struct Tools {
    folder: PathBuf,
    installs_nothing: bool,
    missing: Vec<String>,
    python: Option<PathBuf>,
    browser: Option<PathBuf>,
}

/// Compiles going on in the background.
pub(crate) struct Installing(Option<JoinHandle<Result<()>>>);

impl Installing {
    /// Waits for the compiles.
    ///
    /// # Errors
    /// Where one failed.
    pub(crate) fn wait(self) -> Result<()> {
        match self.0.map(JoinHandle::join) {
            None => Ok(()),
            Some(Ok(done)) => done,
            Some(Err(_)) => bail!("the background installation panicked"),
        }
    }
}

impl Tools {
    /// No tools, for the case that preparing them failed.
    pub(crate) fn none(root: &Path) -> Self {
        Self {
            folder: root.join("target/tools"),
            installs_nothing: true,
            missing: Vec::new(),
            python: None,
            browser: None,
        }
    }

    /// Looks for everything and installs what may be installed.
    ///
    /// # Errors
    /// Where an installation that was allowed failed.
    pub(crate) fn prepare(root: &Path, options: &Options) -> Result<Self> {
        let mut tools = Self {
            installs_nothing: options.installs_nothing,
            ..Self::none(root)
        };
        fs::create_dir_all(&tools.folder)?;
        tools.prepare_system()?;
        tools.python = tools.prepare_python()?;
        tools.browser = tools.prepare_browser(root)?;
        Ok(tools)
    }

    /// What is not here and which step is skipped for it.
    pub(crate) fn missing(&self) -> &[String] {
        &self.missing
    }

    /// The interpreter that has the packages for second opinion.
    pub(crate) fn python(&self) -> Option<&Path> {
        self.python.as_deref()
    }

    /// The folder with what drives the browser, and what looks at its pages.
    pub(crate) fn browser(&self) -> Option<&Path> {
        self.browser.as_deref()
    }

    /// A tool from crates.io: ours at its version, else none.
    pub(crate) fn cargo_tool(&self, name: &str) -> Option<PathBuf> {
        let tool = CARGO_TOOLS
            .iter()
            .chain([&NEXTEST])
            .find(|tool| tool.name == name)?;
        let program = self.folder.join("bin").join(tool.name);
        self.is_installed(tool).then_some(program)
    }

    /// The test runner.
    pub(crate) fn nextest(&self) -> Option<PathBuf> {
        self.cargo_tool(NEXTEST.name)
            .or_else(|| found(NEXTEST.name))
    }

    fn prepare_system(&mut self) -> Result<()> {
        let absent: Vec<&SystemTool> = SYSTEM_TOOLS
            .iter()
            .filter(|tool| found(tool.program).is_none())
            .collect();
        if absent.is_empty() {
            return Ok(());
        }
        let packages: Vec<&str> = absent.iter().map(|tool| tool.package).collect();
        if let Some(reason) = self.may_not_install() {
            eprintln!("not installed ({reason}): {}", packages.join(" "));
        } else {
            install_packages(&packages)?;
        }
        for tool in absent.iter().filter(|tool| found(tool.program).is_none()) {
            self.missing.push(format!(
                "{}: `{}` is not here (package {})",
                tool.step, tool.program, tool.package
            ));
        }
        Ok(())
    }

    fn may_not_install(&self) -> Option<&'static str> {
        may_not_install(self.installs_nothing)
    }

    /// An environment with the second implementations, apart from the system's own packages.
    fn prepare_python(&mut self) -> Result<Option<PathBuf>> {
        let folder = self.folder.join("python");
        let python = folder.join("bin/python3");
        let stamp = folder.join("packages.txt");
        let wanted = PYTHON_PACKAGES.join("\n");
        if python.exists() && fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted)
        {
            return Ok(Some(python));
        }
        if self.installs_nothing || found("python3").is_none() {
            self.missing.push(format!(
                "second opinion: no Python with {}",
                PYTHON_PACKAGES.join(" and ")
            ));
            return Ok(None);
        }
        let make = || {
            Program::new("python3")
                .args(["-m", "venv", "--clear"])
                .arg(&folder)
                .output()
        };
        if make().is_err() {
            // Debian keeps the module in a package of its own.
            if let Some(reason) = self.may_not_install() {
                self.missing.push(format!(
                    "second opinion: python3-venv is not here ({reason})"
                ));
                return Ok(None);
            }
            install_packages(&["python3-venv"])?;
            make()?;
        }
        Program::new(&python)
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
            ])
            .args(PYTHON_PACKAGES)
            .run()?;
        fs::write(&stamp, wanted)?;
        Ok(Some(python))
    }

    /// The packages of `xtask/browser` at their locked versions, each held against its hash; nothing of them is run
    /// by the installation.
    fn prepare_browser(&mut self, root: &Path) -> Result<Option<PathBuf>> {
        let folder = self.folder.join("browser");
        let stamp = folder.join("installed.json");
        let lock = fs::read_to_string(root.join("xtask/browser/package-lock.json"))
            .context("xtask/browser/package-lock.json")?;
        if fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
            return Ok(Some(folder));
        }
        if self.installs_nothing || found("npm").is_none() {
            self.missing
                .push("browser: playwright-core and axe-core are not here".to_owned());
            return Ok(None);
        }
        fs::create_dir_all(&folder)?;
        for name in ["package.json", "package-lock.json"] {
            fs::copy(root.join("xtask/browser").join(name), folder.join(name))
                .with_context(|| format!("xtask/browser/{name}"))?;
        }
        Program::new("npm")
            .args([
                "ci",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--loglevel=error",
            ])
            .at(&folder)
            .run()?;
        fs::write(&stamp, lock)?;
        Ok(Some(folder))
    }

    fn is_installed(&self, tool: &CargoTool) -> bool {
        let stamp = self.folder.join(format!("{}.version", tool.name));
        self.folder.join("bin").join(tool.name).exists()
            && fs::read_to_string(stamp).is_ok_and(|version| version == tool.version)
    }

    /// Compiles the tools that are not here yet, in the background; the test runner first and at once, since
    /// the next steps need it.
    pub(crate) fn install_cargo_tools(&self) -> Installing {
        if self.installs_nothing {
            return Installing(None);
        }
        if self.nextest().is_none()
            && let Err(error) = install(&self.folder, &NEXTEST)
        {
            eprintln!(
                "{} cannot be installed, the standard runner takes its place: {error:#}",
                NEXTEST.name
            );
        }
        let wanted: Vec<&CargoTool> = CARGO_TOOLS
            .iter()
            .filter(|tool| !self.is_installed(tool))
            .collect();
        if wanted.is_empty() {
            return Installing(None);
        }
        let folder = self.folder.clone();
        Installing(Some(std::thread::spawn(move || {
            wanted
                .into_iter()
                .try_for_each(|tool| install(&folder, tool))?;
            // What they were built from is a gigabyte that nothing needs again.
            fs::remove_dir_all(folder.join("build")).context("what the tools were built from")
        })))
    }
}

fn install(folder: &Path, tool: &CargoTool) -> Result<()> {
    let log = folder.join(format!("{}.log", tool.name));
    eprintln!(
        "installing {} {} in the background; {}",
        tool.name,
        tool.version,
        log.display()
    );
    let version = format!("{}@{}", tool.name, tool.version);
    let ended = Program::patient("cargo")
        .args(["install", "--locked", "--force", &version, "--root"])
        .arg(folder)
        .args(["--target-dir"])
        .arg(folder.join("build"))
        // Ours are for our own code and would rebuild nothing here.
        .without_env("RUSTFLAGS")
        .ended()?;
    fs::write(&log, &ended.stderr)?;
    if ended.code != Some(0) {
        let last: Vec<&str> = ended.stderr.lines().rev().take(5).collect();
        bail!("{} cannot be installed: {}", tool.name, last.join(" / "));
    }
    fs::write(folder.join(format!("{}.version", tool.name)), tool.version)?;
    Ok(())
}

fn may_not_install(installs_nothing: bool) -> Option<&'static str> {
    if installs_nothing {
        return Some("--no-install");
    }
    if !Path::new("/etc/debian_version").exists() || found("apt-get").is_none() {
        return Some("not a Debian-like system");
    }
    let is_root = Program::new("id")
        .args(["-u"])
        .output()
        .is_ok_and(|id| id.trim() == "0");
    (!is_root).then_some("not root")
}

/// A program that is not here, and why it was not installed.
pub(crate) struct Missing {
    /// The reason, in the words of the options.
    pub(crate) why: &'static str,
}

/// Looks for a program and installs its package where that is allowed.
///
/// # Errors
/// Where an installation that was allowed failed.
pub(crate) fn provide(
    program: &str,
    package: &str,
    installs_nothing: bool,
) -> Result<Option<Missing>> {
    if found(program).is_some() {
        return Ok(None);
    }
    if let Some(why) = may_not_install(installs_nothing) {
        return Ok(Some(Missing { why }));
    }
    install_packages(&[package])?;
    Ok(None)
}

/// Keeps services from being started by an installation, for as long as it stands.
struct NoServices(Option<PathBuf>);

impl NoServices {
    /// Puts up the policy of Debian's `invoke-rc.d`; one that is there already stays.
    fn put_up() -> Result<Self> {
        let path = PathBuf::from("/usr/sbin/policy-rc.d");
        if path.exists() {
            return Ok(Self(None));
        }
        fs::write(&path, "#!/bin/sh\nexit 101\n").with_context(|| format!("{}", path.display()))?;
        let standing = Self(Some(path.clone()));
        Program::new("chmod").args(["755"]).arg(&path).run()?;
        Ok(standing)
    }
}

impl Drop for NoServices {
    fn drop(&mut self) {
        if let Some(path) = &self.0
            && let Err(error) = fs::remove_file(path)
        {
            eprintln!("{} could not be removed: {error}", path.display());
        }
    }
}

fn install_packages(packages: &[&str]) -> Result<()> {
    eprintln!("installing {}", packages.join(" "));
    let _standing = NoServices::put_up()?;
    let apt = || Program::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive");
    apt().args(["update", "-qq"]).run()?;
    apt()
        .args(["install", "-y", "-qq", "--no-install-recommends"])
        .args(packages)
        .run()
}
