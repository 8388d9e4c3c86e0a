// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.api;

import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads small bodies, which have a smaller limit than uploads. */
final class RequestBody {
  private static final int MOST = 1 << 20;

  private RequestBody() {}

  /**
   * @throws FaultException if it is larger than 1 MiB or not UTF-8
   */
  static String text(InputStream body) throws IOException {
    byte[] bytes = body.readNBytes(MOST + 1);
    if (bytes.length > MOST) {
      throw fault("has more than " + MOST + " bytes");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw fault("is not UTF-8");
    }
  }

  /**
   * @throws FaultException if it is no JSON of this type
   */
  static <T> T json(InputStream body, Class<T> type) throws IOException {
    try {
      T value = Json.read(text(body), type);
      if (value == null) {
        throw fault("is empty");
      }
      return value;
    } catch (IllegalArgumentException e) {
      throw fault("is " + e.getMessage());
    }
  }

  private static FaultException fault(String message) {
    return new FaultException(new Fault("body", null, message));
  }
}
