package io.flexike.ike.engine;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongPredicate;

/** Chooses SPIs that nothing else of the engine has. */
final class SpiPool {
    private final SecureRandom random;
    private final LongPredicate ikeSpiInUse;
    private final Set<Long> reservedIkeSpis = new HashSet<>();
    private final Set<Integer> inboundSpis = new HashSet<>();

    /** @param ikeSpiInUse whether an IKE SA that is there has that SPI on our side */
    SpiPool(SecureRandom random, LongPredicate ikeSpiInUse) {
        this.random = random;
        this.ikeSpiInUse = ikeSpiInUse;
    }

    /** For an IKE SA that is being made, until it is there or came to nothing. */
    long newIkeSpi() {
        while (true) {
            long spi = random.nextLong();
            // RFC 7296 3.1: any but zero.
            if (spi != 0 && !ikeSpiInUse.test(spi) && reservedIkeSpis.add(spi)) {
                return spi;
            }
        }
    }

    void releaseIkeSpi(long ikeSpi) {
        reservedIkeSpis.remove(ikeSpi);
    }

    int newInboundSpi() {
        while (true) {
            int spi = random.nextInt();
            // RFC 4303 2.1: 0 to 255 are reserved.
            if ((spi < 0 || spi > 255) && inboundSpis.add(spi)) {
                return spi;
            }
        }
    }

    void release(int inboundSpi) {
        inboundSpis.remove(inboundSpi);
    }

    /** Of IKE SAs that are being made. */
    int reservedIkeSpis() {
        return reservedIkeSpis.size();
    }

    /** Of Child SAs that are installed or being made. */
    int inboundSpis() {
        return inboundSpis.size();
    }
}
