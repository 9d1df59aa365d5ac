package io.flexike.ike.transport;

import io.flexike.ike.certificate.RemoteObjects;
import io.flexike.ike.certificate.RemoteRequest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Fetches certificates, CRLs and OCSP responses over HTTP, from public addresses only unless others are allowed. The
 * address that was looked at is the one that is connected to, and no proxy stands between; a redirection is followed
 * once and looked at again. Thread-safe; fetching blocks the caller.
 *
 * <p>It keeps nothing: whoever asks knows how long an object is valid.
 */
public final class HttpObjects implements RemoteObjects, AutoCloseable {
    private final HttpObjectLimits limits;
    private final AddressGuard guard;
    private final Semaphore turns;
    private final NameLookups lookups;
    private final ScheduledExecutorService alarms;

    /** Asks the system for the addresses of a name. */
    @FunctionalInterface
    interface NameService {
        InetAddress[] addresses(String name) throws IOException;
    }

    /** Fetches within those limits, until it is closed. */
    public HttpObjects(HttpObjectLimits limits) {
        this(limits, InetAddress::getAllByName);
    }

    HttpObjects(HttpObjectLimits limits, NameService names) {
        this.limits = limits;
        this.guard = new AddressGuard(limits.allowedPrivate());
        this.turns = new Semaphore(limits.concurrent());
        this.lookups = new NameLookups(names, limits.concurrent(), daemons("http-objects-lookup"));
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, daemons("http-objects-alarm"));
        timer.setRemoveOnCancelPolicy(true);
        this.alarms = timer;
    }

    private static ThreadFactory daemons(String name) {
        return turns -> {
            Thread thread = new Thread(turns, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public byte[] fetch(RemoteRequest request) throws IOException {
        Deadline deadline = new Deadline(min(request.limit(), limits.totalTimeout()));
        try {
            if (!turns.tryAcquire(deadline.leftMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("too much is being fetched");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        try {
            return follow(request, deadline);
        } finally {
            turns.release();
        }
    }

    private byte[] follow(RemoteRequest request, Deadline deadline) throws IOException {
        int most = request.content() == RemoteRequest.Content.CRL ? limits.crlOctets() : limits.otherOctets();
        boolean ofStranger = request.content().isOfStranger();
        HttpRequestForm form = HttpRequestForm.of(request.uri(), request.body());
        HttpResponseReader.Response response = exchange(form, most, ofStranger, deadline);
        if (response.status() >= 300
                && response.status() < 400
                && response.location().isPresent()) {
            HttpRequestForm again =
                    form.redirected(response.status(), response.location().get());
            response = exchange(again, most, ofStranger, deadline);
        }
        if (response.status() != 200) {
            throw new IOException("the answer has the status " + response.status());
        }
        return response.body();
    }

    private HttpResponseReader.Response exchange(HttpRequestForm form, int most, boolean ofStranger, Deadline deadline)
            throws IOException {
        try (Socket socket = new Socket(Proxy.NO_PROXY)) {
            // Whatever is waited for, a connection, TLS or octets that come one by one: closing ends it.
            Future<?> alarm = alarms.schedule(
                    () -> TransportThread.closeQuietly(socket, form.host()),
                    deadline.leftMillis(),
                    TimeUnit.MILLISECONDS);
            try {
                return exchange(socket, form, most, ofStranger, deadline);
            } catch (IOException e) {
                throw deadline.isOver() || socket.isClosed() ? new IOException("it took too long", e) : e;
            } finally {
                alarm.cancel(false);
            }
        } catch (RejectedExecutionException e) {
            throw new IOException("fetching has ended", e);
        }
    }

    private HttpResponseReader.Response exchange(
            Socket socket, HttpRequestForm form, int most, boolean ofStranger, Deadline deadline) throws IOException {
        InetAddress address = permitted(form.host(), ofStranger, deadline);
        int connectMillis = (int) Math.min(limits.connectTimeout().toMillis(), deadline.leftMillis());
        socket.connect(new InetSocketAddress(address, form.port()), connectMillis);
        Socket talking = form.tls() ? secured(socket, form) : socket;
        talking.getOutputStream().write(form.encode());
        return new HttpResponseReader(new BufferedInputStream(talking.getInputStream()), most).read();
    }

    private static Socket secured(Socket socket, HttpRequestForm form) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket secured = (SSLSocket) factory.createSocket(socket, form.host(), form.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    /** One that the guard permits; the name is not asked for again. */
    private InetAddress permitted(String host, boolean ofStranger, Deadline deadline) throws IOException {
        InetAddress[] found = lookups.addresses(host, ofStranger, deadline.leftMillis());
        List<InetAddress> permitted =
                Arrays.stream(found).filter(guard::permits).toList();
        if (permitted.isEmpty()) {
            throw new IOException(found.length == 0 ? "the name has no address" : "its address is not a public one");
        }
        return permitted.get(0);
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Ends what is being fetched no later than its time; nothing more is fetched. */
    @Override
    public void close() {
        lookups.close();
        alarms.shutdown();
    }

    /** When one object has to be there. */
    private static final class Deadline {
        private final long endNanos;

        Deadline(Duration limit) {
            endNanos = System.nanoTime() + limit.toNanos();
        }

        long leftMillis() {
            return Math.max(1, TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime()));
        }

        boolean isOver() {
            return endNanos - System.nanoTime() <= 0;
        }
    }
}
