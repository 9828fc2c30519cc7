import MartletStorage
import MartletStream
import Testing

@testable import martlet

/// How the command ends, and where its words go.
struct ExitStatusTests {
    @Test func aValidConfigurationIsDone() throws {
        let result = try BuiltCommand.withFile(ConfigurationText.full) {
            try BuiltCommand.run(["check", "--config", $0])
        }
        #expect(result.status == 0)
        // Profiles are off, so that features which no rule reads are for nothing.
        #expect(!result.error.contains("error:"))
        #expect(result.error.hasSuffix("\n6 warnings\n"))
        #expect(result.output.contains("8 features, 2 segments, 2 inputs"))
    }

    @Test func aBadConfigurationIs78AndSaysEverything() throws {
        let (path, result) = try BuiltCommand.withFile("version: 1\nclock: wal\n") {
            ($0, try BuiltCommand.run(["check", "--config", $0]))
        }
        #expect(result.status == 78)
        #expect(result.output == "")
        let expected = """
            \(path):1:1: error: 'name' is missing; add 'name: shop', say
              1 | version: 1
                | ^
            \(path):2:8: error: unknown clock 'wal'; did you mean 'wall'?
              2 | clock: wal
                |        ^~~
            2 errors

            """
        #expect(result.error == expected)
    }

    @Test func programsGetTheSameAsJSON() throws {
        let result = try BuiltCommand.withFile("version: 1\nname: a\nclock: wal\n") {
            try BuiltCommand.run(["check", "--json", "--config", $0])
        }
        #expect(result.status == 78)
        #expect(result.error == "")
        #expect(result.output.contains("\"line\":3,\"column\":8,\"length\":3"))
    }

    @Test func theEnvironmentAndFlagsReachTheCommand() throws {
        let text = ConfigurationText.head + "inputs: [{topic: events}]\n"
        try BuiltCommand.withFile(text) { path in
            let arguments = ["check", "--config", path]
            let bad = ["MARTLET_WORKERS": "0"]
            #expect(try BuiltCommand.run(arguments, environment: bad).status == 78)
            let fixed = try BuiltCommand.run(arguments + ["--set", "workers=1"], environment: bad)
            #expect(fixed.status == 0)
        }
    }

    @Test(arguments: [
        (
            ["check", "--config", "/nope/shop.yaml"], 66,
            "martlet: error: /nope/shop.yaml: no such file\n"
        ),
        (["check", "--config", "/"], 65, "martlet: error: /: cannot be read: Is a directory\n"),
        (["chek"], 64, "martlet: error: unknown command 'chek'; did you mean 'check'?\n"),
    ])
    func failures(_ arguments: [String], _ status: Int32, _ message: String) throws {
        let result = try BuiltCommand.run(arguments)
        #expect(result.status == status)
        #expect(result.error == message)
    }

    @Test(arguments: [
        ["check"], ["check", "--config"], ["check", "--config", "a", "--nope"], ["--nope"],
        ["check", "--config", "a", "--set", "workers"], ["check", "--config", "a", "--set", "x=1"],
    ])
    func usageIs64(_ arguments: [String]) throws {
        let result = try BuiltCommand.run(arguments)
        #expect(result.status == 64)
        #expect(result.output == "")
        #expect(result.error.contains("Usage: martlet"))
    }

    @Test(arguments: [["--help"], ["help"], ["check", "--help"], ["--version"], []])
    func helpIsData(_ arguments: [String]) throws {
        let result = try BuiltCommand.run(arguments)
        #expect(result.status == 0)
        #expect(result.error == "")
        #expect(!result.output.isEmpty)
    }

    @Test func everyErrorHasItsStatus() {
        func status(_ error: any Error) -> martlet.ExitStatus { CommandFailure(error).status }
        func log(_ remedy: LogError.Remedy) -> LogError {
            LogError(remedy: remedy, operation: "commit", reason: "x")
        }
        #expect(status(log(.fenced)) == .fenced)
        #expect(status(log(.unavailable)) == .unavailable)
        #expect(status(log(.stop)) == .failed)
        #expect(status(FileError.missing(path: "a")) == .inputMissing)
        #expect(status(FileError.corrupt(path: "a", reason: "x")) == .dataUnreadable)
        #expect(status(FileError.cannotWrite(path: "a", reason: "x")) == .cannotWrite)
        #expect(status(FileError.readerGone) == .done)
        #expect(CommandFailure(FileError.readerGone).message == "")
        #expect(status(CommandFailure(.stateUnusable)) == .stateUnusable)
        #expect(status(SplitError()) == .failed)
    }

    private struct SplitError: Error {}
}
