package io.flexike.ike.simulation;

import io.flexike.ike.session.ChildSaParameters;
import java.util.List;

/** Compares the two ends of one Child SA. */
final class MirrorImage {
    private MirrorImage() {}

    /** Adds one sentence for each difference. */
    static void compare(InstalledChildSa oneEnd, InstalledChildSa otherEnd, String pair, List<String> differences) {
        ChildSaParameters ours = oneEnd.parameters();
        ChildSaParameters theirs = otherEnd.parameters();
        if (theirs.outboundSpi() != ours.inboundSpi()) {
            differences.add(pair + " differ in the other SPI");
        }
        if (!ours.suite().equals(theirs.suite())) {
            differences.add(pair + " differ in the suite: " + ours.suite() + ", " + theirs.suite());
        }
        if (ours.mode() != theirs.mode()) {
            differences.add(pair + " differ in the mode: " + ours.mode() + ", " + theirs.mode());
        }
        if (!ours.local().equals(theirs.remote()) || !ours.remote().equals(theirs.local())) {
            differences.add(pair + " differ in selectors: " + ours.local() + " and " + ours.remote() + ", "
                    + theirs.remote() + " and " + theirs.local());
        }
        if (oneEnd.udpEncapsulation() != otherEnd.udpEncapsulation()) {
            differences.add(pair + " differ in encapsulation");
        }
        if (oneEnd.inboundKey() != otherEnd.outboundKey() || oneEnd.outboundKey() != otherEnd.inboundKey()) {
            differences.add(pair + " differ in keys");
        }
    }
}
