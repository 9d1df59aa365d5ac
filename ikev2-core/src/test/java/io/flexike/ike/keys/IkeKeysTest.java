package io.flexike.ike.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import org.junit.jupiter.api.Test;

class IkeKeysTest {
    private static SecretBytes key(int octets) {
        return SecretBytes.copyOf(new byte[octets]);
    }

    private static IkeKeys ofAead() {
        return new IkeKeys(key(32), key(0), key(0), key(20), key(20), key(32), key(32));
    }

    private static byte[] octets(SecretBytes key) {
        return key.toByteArray(SecretAccess.granted());
    }

    @Test
    void authentication_keys_cannot_be_used_after_authentication_and_all_others_can() {
        IkeKeys before = ofAead();
        IkeKeys after = before.afterAuthentication();
        assertThatIllegalStateException().isThrownBy(() -> octets(after.skPi()));
        assertThatIllegalStateException().isThrownBy(() -> octets(after.skPr()));
        assertThat(before.skPi().isDestroyed()).isTrue();
        assertThat(before.skPr().isDestroyed()).isTrue();
        assertThat(octets(after.skD())).hasSize(32);
        assertThat(octets(after.skEi())).hasSize(20);
        assertThat(octets(after.skAi())).isEmpty();
    }

    @Test
    void destroyed_keys_take_no_other_ike_sa_with_them() {
        IkeKeys gone = ofAead();
        IkeKeys staying = ofAead();
        gone.destroy();
        assertThat(gone.skD().isDestroyed()).isTrue();
        assertThat(gone.skEr().isDestroyed()).isTrue();
        assertThat(octets(staying.skAi())).isEmpty();
        assertThat(octets(staying.skAr())).isEmpty();
        assertThat(octets(staying.skEr())).hasSize(20);
    }

    @Test
    void integrity_keys_are_destroyed_with_the_others() {
        IkeKeys keys = new IkeKeys(key(32), key(32), key(32), key(32), key(32), key(32), key(32));
        keys.destroy();
        assertThat(keys.skAi().isDestroyed()).isTrue();
        assertThat(keys.skAr().isDestroyed()).isTrue();
    }
}
