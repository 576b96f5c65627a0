/** Version of the service, as in sessions and OpenAPI. */
export const version = '0.1.0';
