internal import LibSQLClient

extension LibSQLClient.SettingNames {
    init(_ names: SettingNames) {
        self.init()
        requestTimeout = names.requestTimeout
        connectTimeout = names.connectTimeout
        certificateFile = names.certificateFile
        token = names.token
    }
}
