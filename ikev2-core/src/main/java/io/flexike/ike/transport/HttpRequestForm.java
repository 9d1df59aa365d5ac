package io.flexike.ike.transport;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** One request of HTTP/1.1 (RFC 9112) to a URL whose form was checked. */
record HttpRequestForm(URI uri, String host, int port, boolean tls, byte[] body) {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /** @throws IOException if it is not a whole URL of HTTP, or one with a user in it */
    static HttpRequestForm of(URI uri, byte[] body) throws IOException {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals("https");
        String host = uri.getHost();
        if (!tls && !scheme.equals("http") || host == null || uri.getRawUserInfo() != null) {
            throw new IOException("it is not a plain URL of HTTP");
        }
        int port = uri.getPort() < 0 ? (tls ? HTTPS_PORT : HTTP_PORT) : uri.getPort();
        if (port == 0 || port > 0xffff) {
            throw new IOException("there is no port " + port);
        }
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new HttpRequestForm(uri, name, port, tls, body);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HttpRequestForm that && uri.equals(that.uri) && Arrays.equals(body, that.body);
    }

    @Override
    public int hashCode() {
        return 31 * uri.hashCode() + Arrays.hashCode(body);
    }

    @Override
    public String toString() {
        return (isPost() ? "POST " : "GET ") + uri;
    }

    boolean isPost() {
        return body.length > 0;
    }

    /** Head and body. Nothing tells who asks. */
    byte[] encode() {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        String authority = uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
        StringBuilder head = new StringBuilder(isPost() ? "POST " : "GET ")
                .append(target)
                .append(" HTTP/1.1\r\nHost: ")
                .append(authority)
                .append("\r\nAccept: */*\r\nConnection: close\r\n");
        if (isPost()) {
            head.append("Content-Type: application/ocsp-request\r\nContent-Length: ")
                    .append(body.length)
                    .append("\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[start.length + body.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(body, 0, whole, start.length, body.length);
        return whole;
    }

    /**
     * Where a redirection leads.
     *
     * @throws IOException if that is not a URL of HTTP, or what was posted would have to become something else
     */
    HttpRequestForm redirected(int status, String location) throws IOException {
        // RFC 9110 15.4: only these keep the method.
        if (isPost() && status != 307 && status != 308) {
            throw new IOException("the answer to POST leads elsewhere");
        }
        try {
            return of(uri.resolve(location), body);
        } catch (IllegalArgumentException e) {
            throw new IOException("the answer leads to a URL that is malformed", e);
        }
    }
}
