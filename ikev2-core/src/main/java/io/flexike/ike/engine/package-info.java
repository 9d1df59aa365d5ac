/** The deterministic IKEv2 machine: inputs and time in, outputs and the next deadline out. */
package io.flexike.ike.engine;
