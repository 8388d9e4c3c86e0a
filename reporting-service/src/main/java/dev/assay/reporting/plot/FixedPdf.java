// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Calendar;
import java.util.TimeZone;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.cos.COSString;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.common.PDMetadata;

/** Takes out of a PDF what its writer made from the clock. */
public final class FixedPdf {
  private static final int ID_LENGTH = 16;
  private static final COSName CID_SET = COSName.getPDFName("CIDSet");

  private static final String XMP =
      """
      <?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
      <x:xmpmeta xmlns:x="adobe:ns:meta/">
      <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
      <dc:format>application/pdf</dc:format>
      <dc:title><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:title>
      </rdf:Description>
      <rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
      <pdf:Producer>Assay</pdf:Producer>
      </rdf:Description>
      <rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
      <xmp:CreateDate>1970-01-01T00:00:00Z</xmp:CreateDate>
      <xmp:ModifyDate>1970-01-01T00:00:00Z</xmp:ModifyDate>
      </rdf:Description>
      <rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
      <pdfaid:part>2</pdfaid:part>
      <pdfaid:conformance>A</pdfaid:conformance>
      </rdf:Description>
      <rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
      <pdfuaid:part>1</pdfuaid:part>
      </rdf:Description>
      <rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
      xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
      xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
      <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
      <pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
      <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
      <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
      <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
      <pdfaProperty:name>part</pdfaProperty:name>
      <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
      <pdfaProperty:category>internal</pdfaProperty:category>
      <pdfaProperty:description>Part of the standard</pdfaProperty:description>
      </rdf:li></rdf:Seq></pdfaSchema:property>
      </rdf:li></rdf:Bag></pdfaExtension:schemas>
      </rdf:Description>
      </rdf:RDF>
      </x:xmpmeta>
      <?xpacket end="r"?>
      """;

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
    // Which glyphs a font has, by the numbers of their outlines: where it is there it must be
    // right,
    // writers of fonts differ about it, and no reader needs it.
    for (COSObject object : document.getDocument().getObjectsByType(COSName.FONT_DESC)) {
      ((COSDictionary) object.getObject()).removeItem(CID_SET);
    }
  }

  /**
   * Says in the document that it is PDF/A-2a, for archives, and PDF/UA-1, for readers of screens.
   * Call it after {@link #fix}, for a document that was made so.
   */
  public static void declareConformance(PDDocument document, String title) throws IOException {
    PDMetadata metadata = new PDMetadata(document);
    metadata.importXMPMetadata(
        XMP.formatted(title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
            .getBytes(StandardCharsets.UTF_8));
    document.getDocumentCatalog().setMetadata(metadata);
  }
}
