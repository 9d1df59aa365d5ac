package io.flexike.esp.sad;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Finds what belongs to an SPI without allocating: a hash table whose chains are immutable.
 *
 * <p>Changes are serialised and may come from any thread while lookups go on without a lock.
 *
 * @param <T> what is found
 */
public final class SpiTable<T> {
    private static final int INITIAL_BUCKETS = 16;

    private static final class Node<T> {
        final int spi;
        final T value;
        final @Nullable Node<T> next;

        Node(int spi, T value, @Nullable Node<T> next) {
            this.spi = spi;
            this.value = value;
            this.next = next;
        }
    }

    private volatile AtomicReferenceArray<@Nullable Node<T>> buckets = new AtomicReferenceArray<>(INITIAL_BUCKETS);
    private volatile int size;

    /** The value of that SPI, or null. */
    public @Nullable T get(int spi) {
        AtomicReferenceArray<@Nullable Node<T>> table = buckets;
        for (Node<T> node = table.get(bucket(spi, table)); node != null; node = node.next) {
            if (node.spi == spi) {
                return node.value;
            }
        }
        return null;
    }

    private static int bucket(int spi, AtomicReferenceArray<?> table) {
        int mixed = spi * 0x9e3779b9;
        return (mixed ^ mixed >>> 16) & table.length() - 1;
    }

    /** Adds a value; returns false and changes nothing if the SPI is taken. */
    public synchronized boolean putIfAbsent(int spi, T value) {
        if (get(spi) != null) {
            return false;
        }
        if (size >= buckets.length()) {
            grow();
        }
        push(buckets, spi, value);
        size++;
        return true;
    }

    private void grow() {
        AtomicReferenceArray<@Nullable Node<T>> larger = new AtomicReferenceArray<>(buckets.length() * 2);
        for (Node<T> node : nodes()) {
            push(larger, node.spi, node.value);
        }
        buckets = larger;
    }

    private static <T> void push(AtomicReferenceArray<@Nullable Node<T>> table, int spi, T value) {
        int bucket = bucket(spi, table);
        table.set(bucket, new Node<>(spi, value, table.get(bucket)));
    }

    /** Removes and returns the value of that SPI, or null. */
    public synchronized @Nullable T remove(int spi) {
        int bucket = bucket(spi, buckets);
        T removed = null;
        Node<T> kept = null;
        for (Node<T> node = buckets.get(bucket); node != null; node = node.next) {
            if (node.spi == spi) {
                removed = node.value;
            } else {
                kept = new Node<>(node.spi, node.value, kept);
            }
        }
        if (removed != null) {
            buckets.set(bucket, kept);
            size--;
        }
        return removed;
    }

    /** How many values there are. */
    public int size() {
        return size;
    }

    /** All values, in no order. */
    public synchronized List<T> values() {
        List<T> values = new ArrayList<>(size);
        for (Node<T> node : nodes()) {
            values.add(node.value);
        }
        return values;
    }

    private List<Node<T>> nodes() {
        List<Node<T>> nodes = new ArrayList<>(size);
        AtomicReferenceArray<@Nullable Node<T>> table = buckets;
        for (int i = 0; i < table.length(); i++) {
            for (Node<T> node = table.get(i); node != null; node = node.next) {
                nodes.add(node);
            }
        }
        return nodes;
    }
}
