package io.flexike.ike.engine;

import io.flexike.ike.task.IkeSa;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The ciphers of those IKE SAs that had messages last. All others make theirs anew from the keys: ciphers are more than
 * a kilobyte, and most IKE SAs have a message now and then only.
 */
final class RecentCiphers {
    /** Our choice: of so many IKE SAs they are kept. */
    static final int MOST = 256;

    private final Map<IkeSa, MessageCipher> longestUnusedFirst = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<IkeSa, MessageCipher> eldest) {
            boolean crowded = size() > MOST;
            if (crowded) {
                eldest.getValue().destroy();
            }
            return crowded;
        }
    };

    /** That of an IKE SA that has its keys. */
    MessageCipher of(IkeSa sa) {
        return longestUnusedFirst.computeIfAbsent(sa, MessageCipher::new);
    }

    /** The same, which whoever asks for destroys; the next one is made from the keys that there are then. */
    MessageCipher release(IkeSa sa) {
        MessageCipher cipher = longestUnusedFirst.remove(sa);
        return cipher == null ? new MessageCipher(sa) : cipher;
    }

    /** The IKE SA is over. */
    void forget(IkeSa sa) {
        MessageCipher cipher = longestUnusedFirst.remove(sa);
        if (cipher != null) {
            cipher.destroy();
        }
    }
}
