/** A hub with as many IKE SAs and Child SAs as one JVM holds, between two JVMs on the loopback device. */
@org.jspecify.annotations.NullMarked
package io.flexike.benchmarks.scale;
