"""A typed client of the REST API.

from api.client import Client

client = Client("https://nabla.example.org", token)
done = client.submit("gradient-checking", code)
print(done.verdict, done.diagnosis)
"""

from api.client.client import Client, ClientError, Gone

__all__ = ["Client", "ClientError", "Gone"]
