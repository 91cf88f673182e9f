// migrate:support

/// The words between commas.
func words(_ text: String) -> [Substring] { text.split(separator: ",") }

func trimmed(_ text: String) -> String {
    var text = text[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
}
