import Foundation

enum TestTokens {
    /// A JWT with a claim about its end, and no valid signature.
    static func jwt(expiry: Int64?) -> String {
        let claims = expiry.map { #"{"a":"rw","exp":\#($0),"iat":1}"# } ?? #"{"a":"rw"}"#
        return [#"{"alg":"EdDSA","typ":"JWT"}"#, claims, String(repeating: "signature!", count: 6)]
            .map { Data($0.utf8).base64EncodedString().replacing("=", with: "") }.joined(separator: ".")
    }
}
