package io.flexike.ike.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the system for addresses of names. Nobody can end such a lookup from outside, so that one that is waited for no
 * longer goes on and holds its thread: a name has one at most, and names of strangers have half of them together.
 * Thread-safe.
 */
final class NameLookups implements AutoCloseable {
    private final HttpObjects.NameService names;
    private final int mostOfStrangers;
    private final ThreadPoolExecutor threads;
    private final Map<String, CompletableFuture<InetAddress[]>> running = new HashMap<>();
    private int ofStrangers;

    /** @param each so many for strangers, and so many besides */
    NameLookups(HttpObjects.NameService names, int each, ThreadFactory factory) {
        this.names = names;
        this.mostOfStrangers = each;
        this.threads = new ThreadPoolExecutor(0, 2 * each, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
    }

    /** @param ofStranger whether somebody has named it who has proved nothing */
    InetAddress[] addresses(String name, boolean ofStranger, long limitMillis) throws IOException {
        try {
            return begin(name, ofStranger).get(limitMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            throw new IOException("too many names are being looked up", e);
        } catch (ExecutionException e) {
            throw new IOException("the name has no address", e);
        } catch (TimeoutException e) {
            throw new IOException("the name service did not answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private synchronized CompletableFuture<InetAddress[]> begin(String name, boolean ofStranger) {
        CompletableFuture<InetAddress[]> known = running.get(name);
        if (known != null) {
            return known;
        }
        if (ofStranger && ofStrangers == mostOfStrangers) {
            throw new RejectedExecutionException("names of strangers");
        }
        CompletableFuture<InetAddress[]> answer = new CompletableFuture<>();
        threads.execute(() -> lookUp(name, ofStranger, answer));
        running.put(name, answer);
        ofStrangers += ofStranger ? 1 : 0;
        return answer;
    }

    private void lookUp(String name, boolean ofStranger, CompletableFuture<InetAddress[]> answer) {
        try {
            InetAddress[] addresses = names.addresses(name);
            ended(name, ofStranger);
            answer.complete(addresses);
        } catch (IOException | RuntimeException | Error e) {
            ended(name, ofStranger);
            answer.completeExceptionally(e);
        }
    }

    private synchronized void ended(String name, boolean ofStranger) {
        running.remove(name);
        ofStrangers -= ofStranger ? 1 : 0;
    }

    /** Nothing more is looked up. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
