// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import java.util.Calendar;
import java.util.TimeZone;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSString;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;

/** Takes out of a PDF what its writer made from the clock. */
public final class FixedPdf {
  private static final int ID_LENGTH = 16;

  private FixedPdf() {}

  /** Call it before the document is saved. */
  public static void fix(PDDocument document) {
    Calendar epoch = Calendar.getInstance(TimeZone.getTimeZone("UTC"));
    epoch.setTimeInMillis(0);
    PDDocumentInformation information = document.getDocumentInformation();
    information.setCreationDate(epoch);
    information.setModificationDate(epoch);
    information.setProducer("Assay");
    document.getDocumentCatalog().setMetadata(null);
    document.setDocumentId(0L);
    COSArray id = new COSArray();
    id.add(new COSString(new byte[ID_LENGTH]));
    id.add(new COSString(new byte[ID_LENGTH]));
    document.getDocument().getTrailer().setItem(COSName.ID, id);
  }
}
