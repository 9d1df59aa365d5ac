package io.flexike.flexvpn.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Gives files over HTTP, on port 80 of one address in a network namespace, and remembers who wanted what. */
final class WebServer implements AutoCloseable {
    private final ServerSocket listening;
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final List<String> wanted = new CopyOnWriteArrayList<>();

    private WebServer(String address) throws IOException {
        listening = new ServerSocket();
        listening.bind(new InetSocketAddress(address, 80));
        Thread serving = new Thread(this::serve, "web-server");
        serving.setDaemon(true);
        serving.start();
    }

    static WebServer start(NetworkNamespace namespace, String address) throws Exception {
        return namespace.enter(() -> new WebServer(address));
    }

    /** Where a file of that name is, whether there is one or not. */
    static URI uri(String address, String file) {
        return URI.create("http://" + address + "/" + file);
    }

    WebServer put(String file, byte[] octets) {
        files.put("/" + file, octets);
        return this;
    }

    /** Names of files in the order in which they were asked for, also those that there are not. */
    List<String> wanted() {
        return List.copyOf(wanted);
    }

    private void serve() {
        while (!listening.isClosed()) {
            try (Socket socket = listening.accept()) {
                answer(socket);
            } catch (IOException e) {
                // Either this server has ended, or the one who asked has.
            }
        }
    }

    private void answer(Socket socket) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        String request = in.readLine();
        for (String field = request; field != null && !field.isEmpty(); ) {
            field = in.readLine();
        }
        if (request == null) {
            return;
        }
        String path = request.split(" ", 3)[1];
        wanted.add(path.substring(1));
        byte[] octets = files.get(path);
        OutputStream out = socket.getOutputStream();
        String head = octets == null
                ? "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n"
                : "HTTP/1.1 200 OK\r\nContent-Length: " + octets.length + "\r\n";
        out.write((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        if (octets != null) {
            out.write(octets);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
