package io.flexike.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks {@code openssl speed}, each thing once; knows nothing if there is no OpenSSL on the path. */
final class OpenSslSpeed {
    private static final Pattern BULK = Pattern.compile("\\+F:\\d+:[^:]*:([0-9.]+)");

    /** Signatures and verifications a second, with a name before them or without. */
    private static final Pattern PAIR = Pattern.compile("\\+F[2346]:\\d+:\\d+:(?:[^:]+:)??([0-9.]+):([0-9.]+)");

    private static final Pattern AGREEMENT = Pattern.compile("\\+F[58]:\\d+:\\d+:([0-9.]+):");

    private final Map<List<String>, String> answers = new HashMap<>();

    /** Nanoseconds for one text by {@code -evp} and, if that has a name, one HMAC over it. */
    OptionalDouble bulk(String cipher, String hash) {
        double nanos = 0;
        if (!cipher.isEmpty()) {
            OptionalDouble encryption = octetsPerSecond("-evp", cipher);
            if (encryption.isEmpty()) {
                return encryption;
            }
            nanos += nanos(encryption.getAsDouble());
        }
        if (!hash.isEmpty()) {
            OptionalDouble mac = octetsPerSecond("-hmac", hash);
            if (mac.isEmpty()) {
                return mac;
            }
            nanos += nanos(mac.getAsDouble());
        }
        return nanos == 0 ? OptionalDouble.empty() : OptionalDouble.of(nanos);
    }

    /** Nanoseconds of one agreement, such as {@code ecdhx25519}. */
    OptionalDouble agreement(String name) {
        return first(AGREEMENT.matcher(speed(name)), 1);
    }

    /** Nanoseconds of one signature, such as {@code ecdsap256}. */
    OptionalDouble signing(String name) {
        return first(PAIR.matcher(speed(name)), 1);
    }

    /** Nanoseconds of one verification. */
    OptionalDouble verifying(String name) {
        return first(PAIR.matcher(speed(name)), 2);
    }

    private static double nanos(double octetsPerSecond) {
        return CipherBenchmark.TEXT_OCTETS / octetsPerSecond * 1e9;
    }

    private OptionalDouble octetsPerSecond(String option, String name) {
        Matcher matcher = BULK.matcher(speed("-bytes", String.valueOf(CipherBenchmark.TEXT_OCTETS), option, name));
        return matcher.find() ? OptionalDouble.of(Double.parseDouble(matcher.group(1))) : OptionalDouble.empty();
    }

    /** OpenSSL prints operations a second. */
    private static OptionalDouble first(Matcher matcher, int group) {
        if (!matcher.find()) {
            return OptionalDouble.empty();
        }
        double value = Double.parseDouble(matcher.group(group));
        return value == 0 ? OptionalDouble.empty() : OptionalDouble.of(1e9 / value);
    }

    private String speed(String... arguments) {
        return answers.computeIfAbsent(List.of(arguments), OpenSslSpeed::run);
    }

    private static String run(List<String> arguments) {
        List<String> command = new ArrayList<>(Arrays.asList("openssl", "speed", "-mr", "-seconds", "1"));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return process.waitFor() == 0 ? output : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
