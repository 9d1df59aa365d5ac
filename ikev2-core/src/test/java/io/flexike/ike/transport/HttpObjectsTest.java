package io.flexike.ike.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.ike.certificate.RemoteRequest;
import io.flexike.ike.certificate.RemoteRequest.Content;
import io.flexike.ike.selector.IpPrefix;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fetching from a server on a loopback address, good and bad. */
@Timeout(30)
class HttpObjectsTest {
    private static final HttpObjectLimits HERE = HttpObjectLimits.DEFAULTS.allowing(IpPrefix.parse("127.0.0.0/8"));
    private static final Duration LONG = Duration.ofSeconds(20);

    private HttpLoopbackServer server;
    private HttpObjects objects = new HttpObjects(HERE);

    @AfterEach
    void close() throws IOException {
        objects.close();
        if (server != null) {
            server.close();
        }
    }

    @Test
    void octets_with_a_length_in_chunks_or_up_to_the_end_are_fetched() throws IOException {
        serve((request, out) -> {
            switch (request.target()) {
                case "/length" -> HttpLoopbackServer.write(out, 200, "", "one".getBytes(US_ASCII));
                case "/chunks?a=b" ->
                    out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\ntw\r\n1\r\no\r\n0\r\n\r\n"
                            .getBytes(US_ASCII));
                default -> out.write("HTTP/1.0 200 OK\n\nthree".getBytes(US_ASCII));
            }
        });

        assertThat(get("/length")).asString(US_ASCII).isEqualTo("one");
        assertThat(get("/chunks?a=b")).asString(US_ASCII).isEqualTo("two");
        assertThat(get("")).asString(US_ASCII).isEqualTo("three");
        assertThat(server.requests().get(0).head())
                .isEqualTo("GET /length HTTP/1.1\r\nHost: 127.0.0.1:" + server.port()
                        + "\r\nAccept: */*\r\nConnection: close\r\n\r\n");
    }

    @Test
    void a_question_for_a_responder_is_posted() throws IOException {
        serve((request, out) -> HttpLoopbackServer.write(out, 200, "", request.body()));

        byte[] answer = objects.fetch(
                new RemoteRequest(server.uri("/ocsp"), Content.OCSP_RESPONSE, new byte[] {1, 0, 2}, LONG));

        assertThat(answer).containsExactly(1, 0, 2);
        assertThat(server.requests().get(0).head())
                .startsWith("POST /ocsp HTTP/1.1\r\n")
                .contains("Content-Type: application/ocsp-request\r\n");
    }

    @Test
    void addresses_that_are_not_public_are_not_even_connected_to() throws IOException {
        serve((request, out) -> HttpLoopbackServer.write(out, 200, "", new byte[1]));
        objects.close();
        objects = new HttpObjects(HttpObjectLimits.DEFAULTS);

        refuses("", "not a public one");
        refuses(URI.create("http://localhost:" + server.port() + "/"), "not a public one");
        refuses(URI.create("http://[::ffff:127.0.0.1]:" + server.port() + "/"), "not a public one");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void the_name_is_asked_for_once_and_another_answer_would_change_nothing() throws IOException {
        serve((request, out) -> HttpLoopbackServer.write(out, 200, "", new byte[1]));
        AtomicInteger asked = new AtomicInteger();
        objects.close();
        objects = new HttpObjects(HERE, name -> {
            // Such a name is meant to pass the check with one address and to be connected to at the other.
            byte[] address = asked.getAndIncrement() == 0 ? new byte[] {127, 0, 0, 1} : new byte[] {10, 0, 0, 1};
            return new InetAddress[] {InetAddress.getByAddress(name, address)};
        });

        assertThat(objects.fetch(request(URI.create("http://rebinding.example:" + server.port() + "/"))))
                .hasSize(1);
        assertThat(asked).hasValue(1);
        assertThat(server.requests().get(0).head()).contains("Host: rebinding.example:" + server.port() + "\r\n");
    }

    @Test
    void of_several_addresses_only_those_that_are_permitted_are_taken() throws IOException {
        serve((request, out) -> HttpLoopbackServer.write(out, 200, "", new byte[1]));
        objects.close();
        objects = new HttpObjects(HERE, name -> new InetAddress[] {
            InetAddress.getByAddress(new byte[] {10, 0, 0, 1}), InetAddress.getByAddress(new byte[] {127, 0, 0, 1})
        });

        assertThat(objects.fetch(request(URI.create("http://two.example:" + server.port() + "/"))))
                .hasSize(1);
    }

    @Test
    void a_redirection_is_followed_once_and_looked_at_again() throws IOException {
        serve((request, out) -> {
            switch (request.target()) {
                case "/once" -> HttpLoopbackServer.write(out, 302, "Location: /there\r\n", new byte[0]);
                case "/twice" -> HttpLoopbackServer.write(out, 301, "Location: /once\r\n", new byte[0]);
                case "/inside" -> HttpLoopbackServer.write(out, 302, "Location: http://10.0.0.1/\r\n", new byte[0]);
                case "/file" -> HttpLoopbackServer.write(out, 302, "Location: file:///etc/passwd\r\n", new byte[0]);
                default -> HttpLoopbackServer.write(out, 200, "", "here".getBytes(US_ASCII));
            }
        });

        assertThat(get("/once")).asString(US_ASCII).isEqualTo("here");
        refuses("/twice", "status 302");
        refuses("/inside", "not a public one");
        refuses("/file", "not a plain URL of HTTP");
    }

    @Test
    void what_was_posted_is_not_turned_into_something_else() throws IOException {
        serve((request, out) -> {
            if (request.target().equals("/307")) {
                HttpLoopbackServer.write(out, 307, "Location: /there\r\n", new byte[0]);
            } else if (request.target().equals("/302")) {
                HttpLoopbackServer.write(out, 302, "Location: /there\r\n", new byte[0]);
            } else {
                HttpLoopbackServer.write(out, 200, "", request.body());
            }
        });

        assertThat(objects.fetch(new RemoteRequest(server.uri("/307"), Content.OCSP_RESPONSE, new byte[] {7}, LONG)))
                .containsExactly(7);
        assertThatThrownBy(() -> objects.fetch(
                        new RemoteRequest(server.uri("/302"), Content.OCSP_RESPONSE, new byte[] {7}, LONG)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("POST");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://127.0.0.1/a", "file:///etc/passwd", "http:opaque", "http://user@127.0.0.1/", "/relative"})
    void only_plain_urls_of_http_are_taken(String url) {
        refuses(URI.create(url), "not a plain URL of HTTP");
    }

    @Test
    void too_many_octets_are_refused_however_they_come() throws IOException {
        serve((request, out) -> {
            switch (request.target()) {
                case "/said" -> out.write("HTTP/1.1 200 OK\r\nContent-Length: 70000\r\n\r\n".getBytes(US_ASCII));
                case "/huge" ->
                    out.write("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n".getBytes(US_ASCII));
                case "/chunk" ->
                    out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n11170\r\n".getBytes(US_ASCII));
                case "/fields" -> {
                    out.write("HTTP/1.1 200 OK\r\n".getBytes(US_ASCII));
                    out.write("A: b\r\n".repeat(4000).getBytes(US_ASCII));
                }
                default -> {
                    out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(US_ASCII));
                    while (true) {
                        out.write(new byte[10_000]);
                    }
                }
            }
        });

        refuses("/said", "more than 65536 octets");
        refuses("/huge", "more than 65536 octets");
        refuses("/chunk", "more than 65536 octets");
        refuses("/endless", "more than 65536 octets");
        refuses("/fields", "too long");
    }

    @Test
    void a_crl_may_be_larger_than_other_objects() throws IOException {
        serve((request, out) -> HttpLoopbackServer.write(out, 200, "", new byte[70_000]));

        assertThat(objects.fetch(new RemoteRequest(server.uri("/crl"), Content.CRL, new byte[0], LONG)))
                .hasSize(70_000);
        refuses("/certificate", "more than 65536 octets");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-x\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
                "HTTP/1.1 200 OK\r\nno field\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b",
                "HTTP/1.1 404 Not Found\r\n\r\n",
                ""
            })
    void an_answer_that_is_not_whole_is_refused(String answer) throws IOException {
        serve((request, out) -> out.write(answer.getBytes(US_ASCII)));

        refuses("", "the answer");
    }

    @Test
    void octets_that_come_one_by_one_end_with_the_time() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        serve((request, out) -> {
            out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(US_ASCII));
            await(end);
        });
        long begin = System.nanoTime();

        assertThatThrownBy(() -> objects.fetch(
                        new RemoteRequest(server.uri("/"), Content.CRL, new byte[0], Duration.ofMillis(300))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("it took too long");

        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofMillis(299), Duration.ofSeconds(20));
        end.countDown();
    }

    @Test
    void a_name_service_that_does_not_answer_is_waited_for_no_longer_than_the_time() {
        CountDownLatch end = new CountDownLatch(1);
        objects.close();
        objects = new HttpObjects(HERE, name -> {
            await(end);
            throw new UnknownHostException(name);
        });

        assertThatThrownBy(() -> objects.fetch(new RemoteRequest(
                        URI.create("http://slow.example/"), Content.CRL, new byte[0], Duration.ofMillis(200))))
                .isInstanceOf(IOException.class);
        end.countDown();
    }

    @Test
    void no_more_is_fetched_at_the_same_time_than_is_allowed() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        serve((request, out) -> {
            begun.countDown();
            await(end);
        });
        objects.close();
        objects = new HttpObjects(new HttpObjectLimits(
                1 << 20, 1 << 16, Duration.ofSeconds(3), Duration.ofSeconds(20), 1, HERE.allowedPrivate()));
        Thread first = new Thread(() -> {
            try {
                objects.fetch(request(server.uri("/")));
            } catch (IOException e) {
                // It ends when the server does.
            }
        });
        first.start();
        begun.await();

        assertThatThrownBy(() -> objects.fetch(
                        new RemoteRequest(server.uri("/"), Content.CRL, new byte[0], Duration.ofMillis(50))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("too much is being fetched");
        end.countDown();
        first.join();
    }

    @Test
    void nothing_is_fetched_after_the_end() throws IOException {
        serve((request, out) -> HttpLoopbackServer.write(out, 200, "", new byte[1]));
        objects.close();

        refuses("", "has ended");
    }

    private void serve(HttpLoopbackServer.Page page) throws IOException {
        server = new HttpLoopbackServer(page);
    }

    private static RemoteRequest request(URI uri) {
        return new RemoteRequest(uri, Content.CERTIFICATE, new byte[0], LONG);
    }

    private byte[] get(String target) throws IOException {
        return objects.fetch(request(server.uri(target)));
    }

    private void refuses(String target, String text) {
        refuses(server.uri(target), text);
    }

    private void refuses(URI uri, String text) {
        assertThatThrownBy(() -> objects.fetch(request(uri)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(text);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
