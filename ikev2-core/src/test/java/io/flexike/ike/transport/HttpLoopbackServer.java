package io.flexike.ike.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers HTTP on a loopback address, octet by octet as a test wants it. */
final class HttpLoopbackServer implements AutoCloseable {
    /** Writes the whole answer to a request. */
    interface Page {
        void answer(Request request, OutputStream out) throws IOException;
    }

    /** Head and body. */
    record Request(String head, byte[] body) {
        String target() {
            return head.split(" ", 3)[1];
        }
    }

    private final ServerSocket listening;
    private final Page page;
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    HttpLoopbackServer(Page page) throws IOException {
        this.page = page;
        listening = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        Thread accepting = new Thread(this::accept, "loopback-http");
        accepting.setDaemon(true);
        accepting.start();
    }

    URI uri(String target) {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort() + target);
    }

    int port() {
        return listening.getLocalPort();
    }

    List<Request> requests() {
        return requests;
    }

    /** A whole answer with a length. */
    static void write(OutputStream out, int status, String fields, byte[] body) throws IOException {
        out.write(("HTTP/1.1 " + status + " x\r\nContent-Length: " + body.length + "\r\n" + fields + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(body);
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                Thread answering = new Thread(() -> answer(socket), "loopback-http-answer");
                answering.setDaemon(true);
                answering.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void answer(Socket socket) {
        try (socket) {
            Request request = read(socket.getInputStream());
            requests.add(request);
            page.answer(request, socket.getOutputStream());
        } catch (IOException e) {
            // The one who asks has gone, which some tests are about.
        }
    }

    private static Request read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("no request");
            }
            head.write(octet);
        }
        String text = head.toString(StandardCharsets.US_ASCII);
        String lower = text.toLowerCase(Locale.ROOT);
        int at = lower.indexOf("content-length: ");
        int length = at < 0 ? 0 : Integer.parseInt(lower.substring(at + 16, lower.indexOf("\r\n", at)));
        return new Request(text, in.readNBytes(length));
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
