import Foundation
import TestSupport
import Testing

@testable import Transport

struct ProxyEnvironmentTests {
    @Test(arguments: [
        ([:], [:]),
        (["HTTP_PROXY": "http://p:1"], ["http_proxy": "http://p:1"]),
        (["HTTPS_PROXY": "p:1"], ["https_proxy": "p:1"]),
        (["http_proxy": "http://low:1", "HTTP_PROXY": "http://UP:1"], ["http_proxy": "http://low:1"]),
        (["http_proxy": "", "HTTP_PROXY": "http://UP:1"], ["http_proxy": "http://UP:1"]),
        (["https_proxy": " socks5h://u:p@s:1 "], ["https_proxy": "socks5h://u:p@s:1"]),
        (["NO_PROXY": "a.example, .b.example *.c.example"], ["no_proxy": "a.example,.b.example,.c.example"]),
        (["NO_PROXY": "es:9200,10.0.0.0/8:80,[::1]:9200,::1"], ["no_proxy": "es,10.0.0.0/8,::1,::1"]),
        (["NO_PROXY": "a,*"], ["no_proxy": "*"]),
        (["no_proxy": "a", "NO_PROXY": "b"], ["no_proxy": "a"]),
        (["NO_PROXY": " , "], [:]),
    ])
    func `variables are written as libcurl reads them`(given: [String: String], written: [String: String]) throws {
        #expect(try ProxyEnvironment(given).variables == written)
    }

    @Test(arguments: ["ftp://me:secret@p:1", "http://me:secret@", "http://secret b", "://secret"])
    func `what is no proxy is refused by its name, without its value`(value: String) {
        let error = #expect(throws: ProxyEnvironment.Invalid.self) {
            try ProxyEnvironment(["HTTPS_PROXY": value])
        }
        #expect(error?.variable == "HTTPS_PROXY")
        #expect(error?.description.contains("secret") == false)
    }

    @Test func `the summary shows no password`() throws {
        let proxies = try ProxyEnvironment([
            "HTTP_PROXY": "http://me:secret@one:1", "HTTPS_PROXY": "me:secret@two:2", "NO_PROXY": "es:9200",
        ])
        #expect(proxies.summary == "http through http://one:1, https through two:2, directly: es")
        #expect(try ProxyEnvironment(["NO_PROXY": "a"]).summary == nil)
    }
}

/// Each in a process of its own: the environment belongs to all of a process.
@Suite(.timeLimit(.minutes(10))) struct ProxyTests {
    @Test(arguments: ["HTTP_PROXY", "http_proxy"])
    func `an http request goes through the proxy, whole and with its host`(variable: String) async {
        await #expect(processExitsWith: .success) { [variable] in
            try await withServer({ _, connection in
                connection.answer(200, [:], Data("from the proxy".utf8))
                return true
            }) { proxy in
                try ProxyEnvironment([variable: "http://me:word@127.0.0.1:\(proxy.port)"]).apply()
                let request = HTTPRequest(.post, URL(string: "http://api.invalid/2/a?b=c")!, body: Data("body".utf8))
                let response = try await URLSessionTransport().send(request)
                #expect(response.body == Data("from the proxy".utf8))
                let seen = try #require(proxy.requests.first)
                #expect(seen.target == "http://api.invalid/2/a?b=c")
                #expect(seen.header("Host") == "api.invalid")
                #expect(seen.header("Proxy-Authorization") == "Basic bWU6d29yZA==")
                #expect(seen.body == Data("body".utf8))
            }
        }
    }

    @Test(arguments: ["HTTPS_PROXY", "https_proxy"])
    func `an https request asks the proxy for a tunnel and shows it nothing`(variable: String) async {
        await #expect(processExitsWith: .success) { [variable] in
            try await withServer({ _, connection in
                connection.answer(403)
                return false
            }) { proxy in
                try ProxyEnvironment([variable: "http://127.0.0.1:\(proxy.port)"]).apply()
                let request = HTTPRequest(
                    .post, URL(string: "https://api.invalid/2/a")!, headers: ["Authorization": "Bearer secret"])
                let error = try await #require(throws: TransportError.self) {
                    try await URLSessionTransport().send(request)
                }
                #expect(error.code == .connectionFailed)
                #expect(error.reason.contains("403"))
                let seen = try #require(proxy.requests.first)
                #expect(seen.method == "CONNECT")
                #expect(seen.target == "api.invalid:443")
                #expect(seen.header("Authorization") == nil)
            }
        }
    }

    @Test(arguments: ["127.0.0.1", "example.com,127.0.0.1:9200", "127.0.0.0/8", "*", "other,*"])
    func `a host in NO_PROXY is reached directly`(exclusions: String) async {
        await #expect(processExitsWith: .success) { [exclusions] in
            try await withServer({ _, connection in
                connection.answer()
                return true
            }) { server in
                let nobody = try UnservedPort()
                try ProxyEnvironment(["HTTP_PROXY": nobody.url.absoluteString, "NO_PROXY": exclusions]).apply()
                let response = try await URLSessionTransport().send(HTTPRequest(.get, server.url))
                #expect(response.status == 200)
                #expect(server.requests.first?.target == "/")
            }
        }
    }

    @Test func `a proxy that wants credentials answers 407`() async {
        await #expect(processExitsWith: .success) {
            try await withServer({ _, connection in
                connection.answer(407, ["Proxy-Authenticate": "Basic realm=\"p\""])
                return true
            }) { proxy in
                try ProxyEnvironment(["HTTP_PROXY": "http://127.0.0.1:\(proxy.port)"]).apply()
                let url = URL(string: "http://api.invalid/")!
                #expect(try await URLSessionTransport().send(HTTPRequest(.get, url)).status == 407)
            }
        }
    }
}
