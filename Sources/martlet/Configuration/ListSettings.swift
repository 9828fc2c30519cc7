import MartletProfile
import MartletStorage

/// One set of customers with the places of its parts.
struct ListSettings: Sendable {
    /// Name by which rules ask about it.
    var name: Setting<String>
    /// Its file, relative to the working directory.
    var path: Setting<String>
    /// Who is in it; nobody if the file could not be read.
    var list: CustomerList
}

/// A file of customer ids: one per line, `#` starts a comment, blank lines mean nothing.
enum ListFile {
    /// Why a file can't be used; never holds an id.
    enum Problem: Error {
        /// It can't be read.
        case file(FileError)
        /// A line of it is wrong.
        case line(Int, String)

        /// What is wrong, in one line.
        var message: String {
            switch self {
            case .file(let error): error.description
            case .line(let number, let message): "line \(number): \(message)"
            }
        }
    }

    /// Reads the customers in a file.
    static func read(_ path: String) throws(Problem) -> CustomerList {
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try FileBytes.read(path, limit: SettingLimits.listBytes)
        } catch {
            throw .file(error)
        }
        return try parse(bytes)
    }

    /// The customers in the bytes of a file.
    static func parse(_ bytes: [UInt8]) throws(Problem) -> CustomerList {
        var ids: [UInt8] = []
        var ends: [UInt32] = []
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var number = 1
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            let id = id(in: bytes[start..<end])
            guard id.count <= SettingLimits.customerID else {
                throw .line(
                    number, "a customer id has at most \(SettingLimits.customerID) bytes")
            }
            if id.contains(0) { throw .line(number, "a null character; save it as UTF-8 text") }
            if !id.isEmpty {
                ids += id
                ends.append(UInt32(ids.count))
            }
            start = end + 1
            number += 1
        }
        return CustomerList(ids: ids, ends: ends)
    }

    /// What stands in a line before a comment, without the blanks around it.
    ///
    /// A `#` inside an id starts no comment: only one at the start or behind a blank does.
    private static func id(in line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var id = line.drop(while: isBlank)
        var isBehindBlank = true
        for (index, byte) in zip(id.indices, id) {
            if isBehindBlank, byte == UInt8(ascii: "#") {
                id = id[..<index]
                break
            }
            isBehindBlank = isBlank(byte)
        }
        while let last = id.last, isBlank(last) { id.removeLast() }
        return id
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }
}

extension Configuration {
    /// The lists as rules ask about them.
    var customerLists: CustomerLists {
        CustomerLists(names: lists.map(\.name.value), lists: lists.map(\.list))
    }

    /// Reads the files of the lists again.
    ///
    /// - Throws: What is wrong with one of them; the lists are as they were.
    func reloadedLists() throws(ListFile.Problem) -> CustomerLists {
        var read: [CustomerList] = []
        for list in lists { read.append(try ListFile.read(list.path.value)) }
        return CustomerLists(names: lists.map(\.name.value), lists: read)
    }
}
