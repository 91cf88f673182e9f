/// The other side of the socket: runs the revisions that were compiled into its process, one after the other, as it is told.
@_spi(Runner) public struct ScriptRunner {
    private let types: [(id: String, type: any Migration.Type)]
    private let receive: () -> [UInt8]?
    private let send: ([UInt8]) -> Void

    /// Makes a runner.
    ///
    /// - Parameters:
    ///   - types: the type of each revision.
    ///   - receive: waits for the next message; `nil` where there will be none.
    ///   - send: sends a message.
    public init(
        _ types: [(id: String, type: any Migration.Type)],
        receive: @escaping () -> [UInt8]?,
        send: @escaping ([UInt8]) -> Void
    ) {
        self.types = types
        self.receive = receive
        self.send = send
    }

    /// Runs what it is told to, until there is no host any more.
    public func run() {
        let traits = types.map { id, type in
            // The property is code, which may not come back.
            send(ScriptMessage.asks(id: id).scriptBytes)
            return ScriptTraits(id: id, enforcesForeignKeys: type.enforcesForeignKeys)
        }
        send(ScriptMessage.hello(traits).scriptBytes)
        while let bytes = receive(), let command = try? ScriptCommand(scriptBytes: bytes) {
            send(ScriptMessage.outcome(outcome(of: command)).scriptBytes)
        }
    }

    private func outcome(of command: ScriptCommand) -> ScriptOutcome {
        guard let type = types.first(where: { $0.id == command.id })?.type else {
            return .failed(message: "its code was not compiled", sql: "", place: nil)
        }
        let operations = Operations { call in
            send(ScriptMessage.call(call).scriptBytes)
            guard let answer = receive() else { throw ScriptFormatError() }
            return answer
        }
        return ScriptOutcome(running: type, command.direction, operations)
    }
}

/// What the host tells the runner to run.
struct ScriptCommand: Hashable, ScriptCodable {
    var id: String
    var direction: ScriptDirection

    init(id: String, direction: ScriptDirection) {
        self.id = id
        self.direction = direction
    }

    func write(to writer: inout ScriptWriter) {
        writer.write(id)
        writer.write(direction.rawValue)
    }

    init(from reader: inout ScriptReader) throws(ScriptFormatError) {
        id = try reader.text()
        guard let direction = ScriptDirection(rawValue: try reader.byte()) else { throw ScriptFormatError() }
        self.direction = direction
    }
}

/// What a revision's type says about itself.
struct ScriptTraits: Hashable, ScriptCodable {
    var id: String
    var enforcesForeignKeys: Bool

    init(id: String, enforcesForeignKeys: Bool) {
        self.id = id
        self.enforcesForeignKeys = enforcesForeignKeys
    }

    func write(to writer: inout ScriptWriter) {
        writer.write(id)
        writer.write(enforcesForeignKeys)
    }

    init(from reader: inout ScriptReader) throws(ScriptFormatError) {
        id = try reader.text()
        enforcesForeignKeys = try reader.flag()
    }
}

/// What the runner tells its host.
enum ScriptMessage: Hashable, ScriptCodable {
    /// Before the first: which revision's type is asked about itself.
    case asks(id: String)
    /// The first one: what there is to run.
    case hello([ScriptTraits])
    /// A `ScriptCall`; an answer is waited for.
    case call([UInt8])
    case outcome(ScriptOutcome)

    func write(to writer: inout ScriptWriter) {
        switch self {
        case .hello(let traits):
            writer.write(UInt8(0))
            writer.write(traits)
        case .call(let call):
            writer.write(UInt8(1))
            writer.write(call)
        case .outcome(let outcome):
            writer.write(UInt8(2))
            writer.write(outcome)
        case .asks(let id):
            writer.write(UInt8(3))
            writer.write(id)
        }
    }

    init(from reader: inout ScriptReader) throws(ScriptFormatError) {
        switch try reader.byte() {
        case 0: self = .hello(try reader.list())
        case 1: self = .call(try reader.blob())
        case 2: self = .outcome(try ScriptOutcome(from: &reader))
        case 3: self = .asks(id: try reader.text())
        default: throw ScriptFormatError()
        }
    }
}
