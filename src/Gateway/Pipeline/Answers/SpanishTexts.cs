// A new named value must break the build here (CS8509); unnamed values (CS8524) do not occur and would throw.
#pragma warning disable CS8524
namespace HmisGateway.Pipeline.Answers;

/// <summary>What people are told, in Spanish.</summary>
internal static class SpanishTexts
{
    private const string NotSent = "No enviamos esto a HMIS.";
    private const string Serve = "Usted puede seguir atendiendo a esta persona.";
    private const string Kept = "Lo que usted escribió está guardado de forma segura en los registros fuera de línea de su agencia (referencia {reference}).";
    private const string NothingToKeep = "No había nada que guardar.";

    /// <summary>The texts of a code.</summary>
    public static ProblemText Of(ProblemCode code) => code switch
    {
        ProblemCode.VictimServiceProvider => Divert(
            "Su agencia no ingresa datos de clientes en HMIS",
            "Su agencia atiende a víctimas de violencia. La ley pide que estas agencias no ingresen datos de sus clientes en HMIS.",
            "Ingrese estos datos en la base de datos propia de su agencia.",
            "La puerta de enlace conoce a esta agencia como proveedora de servicios a víctimas y no reenvía ninguna de sus solicitudes, tampoco las lecturas. Dirija el programa a la base de datos propia de la agencia."),
        ProblemCode.RouteUnclassified => Divert(
            "Este tipo de solicitud no se conoce",
            "No conocemos este tipo de solicitud, así que no pudimos revisar de quién son los datos.",
            "Dé la referencia al equipo que administra su programa.",
            "Ninguna regla del perfil del proveedor cubre este método, ruta y tipo de contenido. Envíe el recibo a quien administra la puerta de enlace: puede agregar una regla, y después se puede volver a enviar."),
        ProblemCode.PayloadUnreadable => Divert(
            "No se pudo leer este registro",
            "No pudimos leer este registro de una sola manera clara, así que no pudimos revisar de quién son los datos.",
            "Dé la referencia al equipo que administra su programa.",
            "La solicitud está mal formada o dos programas podrían leerla de manera distinta: JSON incorrecto, un nombre repetido, una ruta, un encabezado, una codificación o un tipo de contenido fuera de lo común, o demasiados registros. Corríjala y envíela de nuevo."),
        ProblemCode.NoSharing => Divert(
            "Esta persona eligió No compartir",
            "Esta persona eligió No compartir en su autorización para divulgar información, así que no se puede ingresar nada sobre ella en HMIS. Tampoco se permite un registro bloqueado.",
            "Revise la fecha de ingreso y los servicios en sus registros fuera de línea.",
            "No lo envíe otra vez. El campo records indica cada registro sobre esa persona; el resto de un lote se puede enviar sin ellos. Si lockedAttempt es true, el programa intentó crear un registro bloqueado o privado, lo que No compartir tampoco permite."),
        ProblemCode.MentionsProtectedClient => Divert(
            "Este registro menciona a otra persona que eligió No compartir",
            "Este registro contiene un nombre o un número de otra persona que eligió No compartir.",
            "Quite lo que dice sobre la otra persona y guárdelo de nuevo.",
            "En la solicitud aparece un dato que identifica a una persona que eligió No compartir, a menudo en una nota o en la lista de un hogar. Muestre el mensaje a quien atiende el caso; solo una persona puede cambiar el texto."),
        ProblemCode.ClientUnidentified => Divert(
            "No se indica de quién se trata",
            "Este registro no dice de qué persona se trata.",
            "Elija a la persona en su programa y guárdelo de nuevo.",
            "No se encontró ningún identificador de cliente en la ruta, en el contenido ni en el encabezado Hmis-Gateway-Client. Agregue ese encabezado con el identificador propio de la agencia cuando la API del proveedor no tenga un campo para él."),
        ProblemCode.ConsentNotConfirmed => Divert(
            "El consentimiento no está confirmado",
            "No pudimos confirmar un formulario de consentimiento de esta persona.",
            "Complete hoy un formulario de consentimiento con la persona y regístrelo.",
            "Registre la autorización con PUT /_gateway/v1/clients/{clientId}/roi y envíe la solicitud de nuevo. La respuesta es igual para todas las causas, para que no revele nada sobre el trato de la persona con otras agencias."),
        ProblemCode.BadFraming => Other(
            "No se pudo recibir la solicitud",
            "Su programa envió esto de una manera que no pudimos recibir. No se envió ni se guardó nada.",
            "Conserve lo que escribió y avise al equipo que administra su programa.",
            "Dos programas en el camino podrían ver su comienzo, su final o su servidor en lugares distintos, así que la puerta de enlace cerró la conexión y no guardó nada. El campo detail dice qué regla de docs/reference/strict-http.md no se cumplió. Revise los proxies y balanceadores entre el programa y la puerta de enlace."),
        ProblemCode.Unauthenticated => Other(
            "Este programa no se conoce aquí",
            "Su programa no mostró una clave que conozcamos, así que no se envió ni se guardó nada.",
            "Conserve lo que escribió y avise al equipo que administra su programa.",
            "Envíe el encabezado Hmis-Gateway-Key con la clave de la agencia. Si se presentan varias pruebas (clave, certificado, credencial del proveedor), todas deben indicar la misma agencia."),
        ProblemCode.NotFound => Other(
            "Aquí no hay nada",
            "No encontramos lo que se pidió. No se cambió nada.",
            "Revise el número e inténtelo de nuevo.",
            "La ruta, el identificador o el recibo no existe para esta agencia. Los identificadores de otra agencia responden de la misma manera."),
        ProblemCode.Invalid => Other(
            "Esto no se puede usar así",
            "No pudimos usar este formulario tal como está. No se guardó nada.",
            "Revise los campos marcados y envíelo de nuevo.",
            "Los campos detail y errors dicen qué falta y dónde."),
        ProblemCode.IdempotencyKeyReused => Other(
            "Se confundió con otra anotación",
            "Su programa marcó esto como copia de otra anotación, pero no es igual. No se envió ni se guardó nada.",
            "Conserve lo que escribió y avise a quienes administran su programa.",
            "La Idempotency-Key llegó con otra solicitud en las últimas 24 horas: otro método, ruta, tipo de contenido, cliente o contenido. Use una clave nueva para cada solicitud nueva, y la misma solo para enviar otra vez los mismos bytes."),
        ProblemCode.TooManyRequests => Other(
            "Demasiado a la vez",
            "Su programa envió demasiado a la vez. No se envió nada a HMIS y no se guardó nada aquí.",
            "Conserve lo que escribió e inténtelo de nuevo en un minuto.",
            "La agencia supera sus límites (Limits:RequestsPerSecond y Limits:ConcurrentRequests). La solicitud no se revisó: quien la envía tiene la única copia. Envíela de nuevo después del tiempo que indica Retry-After."),
        ProblemCode.Conflict => Other(
            "Ya hay algo registrado",
            "Algo que ya está registrado no concuerda con esto. No se guardó nada.",
            "Revise lo que está registrado y decida qué es lo correcto.",
            "El campo detail dice qué se opone a la llamada. Si se envía otra vez sin cambios, recibe la misma respuesta."),
        ProblemCode.PayloadTooLarge => Other(
            "Es demasiado grande",
            "Esto es demasiado grande para nosotros. No se envió ni se guardó nada.",
            "Consérvelo y envíe un archivo más pequeño o menos registros a la vez.",
            "El contenido supera el límite de la puerta de enlace (Gateway:MaxRequestBodyBytes). No se guardó: quien lo envía tiene la única copia."),
        ProblemCode.VendorUnavailable => Other(
            "No hay conexión con HMIS",
            "En este momento no hay conexión con HMIS. No se envió ni se guardó nada.",
            "Conserve lo que escribió e inténtelo de nuevo en unos minutos.",
            "No se pudo conectar con el proveedor, o fallaron demasiadas llamadas y la puerta de enlace espera. Envíe la solicitud de nuevo después del tiempo que indica Retry-After."),
        ProblemCode.VendorNoAnswer => Other(
            "HMIS no respondió",
            "Consultamos HMIS, pero no llegó una respuesta completa. No se cambió nada.",
            "Inténtelo de nuevo en unos minutos.",
            "Se envió una lectura o una búsqueda, y la respuesta del proveedor se interrumpió o no llegó a tiempo. No cambió nada, así que se puede enviar otra vez."),
        ProblemCode.OutcomeUnknown => new(
            "No se sabe si llegó",
            "Enviamos esto a HMIS, pero no llegó una respuesta completa. Puede estar allí o no.",
            "Búsquelo en HMIS y pida a la persona responsable que indique si llegó o no. Por favor, no lo envíe otra vez.",
            "La respuesta del proveedor se interrumpió o no llegó a tiempo. La puerta de enlace nunca envía dos veces lo mismo. La misma solicitud recibe esta respuesta hasta que una persona indique si llegó o no.",
            kept: $"Enviamos esto a HMIS, pero no llegó una respuesta completa. Puede estar allí o no. Por favor, no lo envíe otra vez. {Kept} Siguiente paso: búsquelo en HMIS y pida a la persona responsable que indique si llegó o no.",
            notKept: "Enviamos esto a HMIS, pero no llegó una respuesta completa. Puede estar allí o no."),
        ProblemCode.NotPreserved => Other(
            "No se envió ni se guardó nada",
            "En este momento no pudimos revisar ni guardar esto, así que no se envió nada a HMIS y no se guardó nada aquí.",
            "Conserve lo que escribió e inténtelo de nuevo en unos minutos.",
            "No se puede usar el registro de consentimientos, la cola o el libro de la puerta de enlace, así que no reenvía nada. Quien lo envía tiene la única copia: consérvela y envíela de nuevo después del tiempo que indica Retry-After."),
    };

    private static ProblemText Divert(string heading, string meaning, string nextStep, string integrator) => new(
        heading,
        meaning,
        $"{Serve} {nextStep}",
        integrator,
        kept: $"{NotSent} {meaning} {Serve} {Kept} Siguiente paso: {Lower(nextStep)}",
        notKept: $"{NotSent} {meaning} {Serve} {NothingToKeep}");

    private static ProblemText Other(string heading, string meaning, string nextStep, string integrator) =>
        new(heading, meaning, nextStep, integrator, kept: null, notKept: $"{meaning} {nextStep}");

    private static string Lower(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..];
}
