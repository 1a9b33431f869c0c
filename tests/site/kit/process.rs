//! The real program.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use super::TestApp;

/// The program, running on the data of a site.
pub struct Process {
    child: Child,
    pub address: SocketAddr,
}

impl Process {
    /// Starts it.
    pub fn start(site: &TestApp, smtp: SocketAddr) -> Process {
        Process::run(Process::command(site).stderr(Stdio::null()), smtp)
    }

    /// Starts it with everything that happens written to `log`.
    pub fn logging_all(site: &TestApp, smtp: SocketAddr, log: File) -> Process {
        Process::run(Process::command(site).env("RUST_LOG", "trace").stderr(log), smtp)
    }

    fn run(command: &mut Command, smtp: SocketAddr) -> Process {
        let command = command.args(["serve", "--listen", "127.0.0.1:0", "--private-hooks", "true", "--smtp-url"]);
        let mut child =
            command.arg(format!("smtp://{smtp}")).stdout(Stdio::piped()).spawn().expect("the program starts");
        let mut line = String::new();
        let read = BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line);
        read.expect("it says where it is");
        let address = line.trim().trim_start_matches("http://").parse().expect("an address");
        Process { child, address }
    }

    /// A command of it on the data of a site.
    pub fn command(site: &TestApp) -> Command {
        let config = &site.app.config;
        let mut command = Command::new(env!("CARGO_BIN_EXE_peitao"));
        command.args(["--database-url", &config.database_url, "--data-dir"]).arg(&config.data_dir);
        command
    }

    /// SIGKILL.
    pub fn kill(mut self) {
        self.child.kill().expect("it is ours");
        self.child.wait().expect("it ends");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
