/**
 * JMH benchmarks of codec, handshake, refusals and ESP, each beside its limit, and floods of a whole process.
 *
 * <p>In the root of the project, {@code mvn -q -Pbench -DskipTests verify} runs them; {@code -Dbench.args="allocation
 * Esp Replay Lookup"} those of that name, with what they allocate.
 */
package io.flexike.benchmarks;
