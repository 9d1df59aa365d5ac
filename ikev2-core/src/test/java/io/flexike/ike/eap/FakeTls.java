package io.flexike.ike.eap;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.tls.TlsEngine;
import io.flexike.crypto.tls.TlsVersion;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;

/** An established connection without keys: it exports octets that count up, and says what a test puts into it. */
final class FakeTls implements TlsEngine {
    private final TlsVersion version;
    String asked = "";
    byte[] said = {};
    byte[] sent = {};

    FakeTls(TlsVersion version) {
        this.version = version;
    }

    static SecretBytes material(int octets) {
        byte[] material = new byte[octets];
        for (int i = 0; i < octets; i++) {
            material[i] = (byte) i;
        }
        return SecretBytes.copyOf(material);
    }

    @Override
    public SecretBytes export(String label, int octets) {
        asked = label + " " + octets;
        return material(octets);
    }

    @Override
    public SecretBytes export(String label, byte[] context, int octets) {
        asked = label + " " + HexFormat.of().formatHex(context) + " " + octets;
        return material(octets);
    }

    @Override
    public TlsVersion version() {
        return version;
    }

    @Override
    public void receive(byte[] records) {}

    @Override
    public byte[] takeRecords() {
        return new byte[0];
    }

    @Override
    public boolean isEstablished() {
        return true;
    }

    @Override
    public List<X509Certificate> peerChain() {
        return List.of();
    }

    @Override
    public void send(byte[] applicationData) {
        sent = applicationData;
    }

    @Override
    public byte[] takeApplicationData() {
        return said;
    }

    @Override
    public void close() {}
}
