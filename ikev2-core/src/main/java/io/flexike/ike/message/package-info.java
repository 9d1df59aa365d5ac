/** The IKE header, the chain of payloads behind it, and messages protected by an Encrypted payload. */
package io.flexike.ike.message;
