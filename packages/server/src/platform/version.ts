/** Version of the service, as sessions and OpenAPI tell it. */
export const version = '0.1.0';
