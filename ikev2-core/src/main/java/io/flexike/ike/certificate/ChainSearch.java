package io.flexike.ike.certificate;

import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Puts together what could be chains, by names and key identifiers alone: the shortest first, and no more than a few.
 * Certificates that issue one another in circles make for very many chains, and a stranger may send such ones;
 * therefore no signature is verified here, and the number of steps is bounded.
 */
final class ChainSearch {
    private static final String AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
    private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";

    /** RFC 5280 4.2.1.1: keyIdentifier. */
    private static final int KEY_IDENTIFIER = 0x80;

    private static final int MOST_STEPS = 512;
    private static final int MOST_CHAINS = 8;
    private static final int MOST_CERTIFICATES = 8;

    private final List<X509Certificate> anchors;
    private final List<X509Certificate> others;

    /** @param others that may stand between, in any order */
    ChainSearch(List<X509Certificate> anchors, List<X509Certificate> others) {
        this.anchors = anchors;
        this.others = others;
    }

    List<Chain> chainsFrom(X509Certificate leaf) {
        List<Chain> chains = new ArrayList<>();
        if (anchors.contains(leaf)) {
            chains.add(new Chain(List.of(leaf), leaf));
        }
        Deque<List<X509Certificate>> open = new ArrayDeque<>();
        open.add(List.of(leaf));
        for (int step = 0; step < MOST_STEPS && !open.isEmpty() && chains.size() < MOST_CHAINS; step++) {
            List<X509Certificate> path = open.remove();
            X509Certificate last = path.get(path.size() - 1);
            for (X509Certificate anchor : anchors) {
                if (chains.size() < MOST_CHAINS && !path.contains(anchor) && couldIssue(anchor, last)) {
                    chains.add(new Chain(path, anchor));
                }
            }
            for (X509Certificate other : others) {
                if (path.size() < MOST_CERTIFICATES
                        && open.size() < MOST_STEPS
                        && !path.contains(other)
                        && couldIssue(other, last)) {
                    List<X509Certificate> longer = new ArrayList<>(path);
                    longer.add(other);
                    open.add(longer);
                }
            }
        }
        return chains;
    }

    private static boolean couldIssue(X509Certificate issuer, X509Certificate certificate) {
        if (!issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
            return false;
        }
        byte[] wanted = authorityKey(certificate);
        byte[] offered = subjectKey(issuer);
        return wanted.length == 0 || offered.length == 0 || Arrays.equals(wanted, offered);
    }

    /** None if it is not said, or not in a way that is understood. */
    private static byte[] authorityKey(X509Certificate certificate) {
        try {
            DerReader in = Extensions.of(certificate, AUTHORITY_KEY_IDENTIFIER).sequence();
            return in.hasNext(KEY_IDENTIFIER) ? in.next().content() : new byte[0];
        } catch (DerException e) {
            return new byte[0];
        }
    }

    private static byte[] subjectKey(X509Certificate certificate) {
        try {
            return Extensions.of(certificate, SUBJECT_KEY_IDENTIFIER)
                    .next(DerElement.OCTET_STRING)
                    .content();
        } catch (DerException e) {
            return new byte[0];
        }
    }
}
