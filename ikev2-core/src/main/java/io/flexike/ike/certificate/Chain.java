package io.flexike.ike.certificate;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * Certificates of which each one claims to be issued by the next.
 *
 * @param path the peer's first, without the anchor; only the peer's if that is the anchor itself
 */
record Chain(List<X509Certificate> path, X509Certificate anchor) {
    Chain {
        path = List.copyOf(path);
    }

    X509Certificate leaf() {
        return path.get(0);
    }

    /** Whether the peer's certificate is trusted as it is. */
    boolean isPinned() {
        return path.size() == 1 && leaf().equals(anchor);
    }

    X509Certificate issuerOf(int index) {
        return index + 1 < path.size() ? path.get(index + 1) : anchor;
    }

    List<X509Certificate> withAnchor() {
        if (isPinned()) {
            return path;
        }
        List<X509Certificate> all = new ArrayList<>(path);
        all.add(anchor);
        return all;
    }
}
