import Foundation

/// The environment variables of the process, as they were at its start.
enum Environment {
    /// All variables.
    static let variables = ProcessInfo.processInfo.environment

    /// One variable.
    static func value(of name: String) -> String? { variables[name] }
}
