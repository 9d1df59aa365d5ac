/** Secrets that do not print, and the provider through which every cryptographic primitive is obtained. */
package io.flexike.crypto;
