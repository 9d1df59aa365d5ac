package io.flexike.crypto.internal;

import io.flexike.crypto.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import javax.crypto.Mac;

/** A MAC of the JCA. */
final class JcaMac implements KeyedMac {
    private final Mac mac;
    private final RawKey key;

    private JcaMac(Mac mac, RawKey key) {
        this.mac = mac;
        this.key = key;
    }

    /**
     * HMAC with a key of any length, even none.
     *
     * @param jcaName such as {@code HmacSHA256}
     */
    static JcaMac hmac(JcaSource source, String jcaName, SecretBytes key) {
        RawKey raw = RawKey.forHmac(jcaName, key);
        try {
            Mac mac = source.mac(jcaName);
            mac.init(raw);
            return new JcaMac(mac, raw);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("the key of " + jcaName + " is refused", e);
        }
    }

    @Override
    public int outputOctets() {
        return mac.getMacLength();
    }

    @Override
    public void update(byte[] octets, int offset, int count) {
        mac.update(octets, offset, count);
    }

    @Override
    public void finish(byte[] target, int offset) {
        try {
            mac.doFinal(target, offset);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("room for the whole output", e);
        }
    }

    @Override
    public void destroy() {
        key.destroy();
    }
}
